package requestsweb

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"sem/internal/fault"
	"sem/internal/files"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/requests"
	"sem/internal/ui"
)

func (p Pages) photos(ctx context.Context, v *stepView) {
	for _, f := range v.Draft.photos(p.Clock.Now()) {
		v.Photos = append(v.Photos, v.Draft.photoRow(ctx, f))
	}
	for _, q := range v.Draft.Type.Questions {
		if q.Kind == requests.AskFile {
			v.FileAsks = append(v.FileAsks, ui.Fact{Label: q.Label.In(ctx), Value: q.Hint.In(ctx)})
		}
	}
}

func (d draft) photoRow(ctx context.Context, f files.File) photoRow {
	row := photoRow{ID: f.ID, Name: f.Name, Size: size(ctx, f.Size)}
	if f.IsImage() && f.State == files.Clean {
		row.Picture = d.path(stepPhoto) + "/" + f.ID
	}
	return row
}

// draftPhoto gives a photo of a draft to the browser that may open the draft.
func (p Pages) draftPhoto(w http.ResponseWriter, r *http.Request) error {
	d, err := p.draft(r)
	if err != nil {
		return err
	}
	for _, f := range d.photos(p.Clock.Now()) {
		if f.ID != r.PathValue("fichier") {
			continue
		}
		body, err := p.Files.OpenSaved(f)
		if err != nil {
			return err
		}
		defer body.Close()
		give(w, r, f, body)
		return nil
	}
	return fault.New(fault.NotFound, "Cette photo n’est plus dans le brouillon.")
}

func size(ctx context.Context, bytes int64) string {
	if bytes < 1<<20 {
		return i18n.T(ctx, "%s Ko", strconv.FormatInt(max(bytes>>10, 1), 10))
	}
	return i18n.T(ctx, "%s Mo", strconv.FormatInt(bytes>>20, 10))
}

// mostPhotos is how many files a request is sent with.
const mostPhotos = 8

func (p Pages) savePhoto(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, err := p.draft(r)
	if err != nil {
		return err
	}
	var form photoForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	kept := d.photos(p.Clock.Now())
	stay := d.path(stepPhoto) + "?fait="
	if form.Remove != "" {
		for i, f := range kept {
			if f.ID == form.Remove {
				kept = slices.Delete(kept, i, i+1)
				break
			}
		}
		return p.keepPhotos(w, r, d, kept, stay+"photo-retiree")
	}
	saved, err := p.uploads(r, d.uploader())
	if err == nil && len(kept)+len(saved) > mostPhotos {
		err = wrong("photo", i18n.T(ctx, "Gardez au plus %d photos. Retirez-en une avant d’en ajouter.", mostPhotos))
	}
	if err == nil && form.Next == "ajouter" && len(saved) == 0 {
		err = wrong("photo", i18n.T(ctx, "Choisissez une photo à ajouter, ou continuez sans photo."))
	}
	if err != nil {
		return p.mendStep(w, r, d, stepPhoto, form.Back, err)
	}
	kept = append(kept, saved...)
	if form.Next == "ajouter" {
		return p.keepPhotos(w, r, d, kept, stay+"photo")
	}
	if err := d.setPhotos(kept); err != nil {
		return err
	}
	if err := p.checked(d, stepPhoto); err != nil {
		return p.mendStep(w, r, d, stepPhoto, form.Back, err)
	}
	next := stepCheck
	if backTo(form.Back) == "" {
		next = p.after(ctx, d, stepPhoto)
	}
	return p.keepPhotos(w, r, d, kept, d.path(next))
}

// heavyPhoto is the step again, when what was sent is too large to be taken.
func (p Pages) heavyPhoto(w http.ResponseWriter, r *http.Request, carried ui.Heavy) error {
	d, err := p.draft(r)
	if err != nil {
		return err
	}
	return p.mendStep(w, r, d, stepPhoto, r.PostForm.Get("retour"), tooHeavy(r.Context(), carried))
}

func (p Pages) keepPhotos(w http.ResponseWriter, r *http.Request, d draft, kept []files.File, next string) error {
	if err := d.setPhotos(kept); err != nil {
		return err
	}
	if err := p.save(r.Context(), d); err != nil {
		return err
	}
	return ui.SeeOther(w, r, next)
}

// uploader is whose quota the files of a draft count in.
func (d draft) uploader() string {
	if d.owner.SignedIn() {
		return d.owner.Account
	}
	return d.owner.Person
}
