package requestsweb

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"sem/internal/fault"
	"sem/internal/files"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/requests"
	"sem/internal/ui"
)

// back leads to the page of the request, which says what was done.
func back(w http.ResponseWriter, r *http.Request, what string) error {
	return ui.SeeOther(w, r, requestPath(number(r))+"?fait="+url.QueryEscape(what))
}

func number(r *http.Request) requests.Number { return requests.Number(r.PathValue("no")) }

func (p Pages) message(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var form messageForm
	err := forms.Read(r, &form)
	f, failed := p.Requests.File(ctx, viewer(r), number(r)) // Nothing is kept for a request that is not theirs.
	if failed != nil {
		return failed
	}
	var saved []files.File
	if err == nil {
		saved, err = p.uploads(r, viewer(r).Account)
	}
	if err == nil {
		err = p.Requests.Message(ctx, viewer(r), number(r), form.Text, saved, key(r))
	}
	if err != nil {
		return p.mended(w, r, "message", err, form.Text)
	}
	if f.Request.State == requests.WaitingCitizen {
		return back(w, r, "reponse")
	}
	return back(w, r, "message")
}

func (p Pages) contest(w http.ResponseWriter, r *http.Request) error {
	var form wordsForm
	err := forms.Read(r, &form)
	if err == nil {
		err = p.Requests.Contest(r.Context(), viewer(r), number(r), form.Text, key(r))
	}
	if err != nil {
		return p.mended(w, r, "contester", inReason(err), form.Text)
	}
	return back(w, r, "contester")
}

func (p Pages) askCancel(w http.ResponseWriter, r *http.Request) error {
	v, err := p.requestView(r, number(r))
	if err != nil {
		return err
	}
	if !v.may(requests.DidCancel) {
		return ui.SeeOther(w, r, v.Path)
	}
	return ui.Show(w, r, http.StatusOK, cancelPage(v))
}

func (p Pages) cancel(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var form wordsForm
	err := forms.Read(r, &form)
	if err == nil {
		err = p.Requests.Cancel(ctx, viewer(r), number(r), form.Text, key(r))
	}
	if fault.KindOf(err) == fault.Invalid {
		v, failed := p.requestView(r, number(r))
		if failed != nil {
			return failed
		}
		v.Deed, v.Text, v.Problems = "retirer", form.Text, problems(ctx, inReason(err))
		return ui.Show(w, r, http.StatusUnprocessableEntity, cancelPage(v))
	}
	if err != nil {
		return err
	}
	return back(w, r, "retirer")
}

// inReason tells of the one text of a form under its name, whatever the rule calls it.
func inReason(err error) error {
	f, ok := errors.AsType[*fault.Fault](err)
	if !ok || f.Kind != fault.Invalid {
		return err
	}
	told := *f
	told.Fields = nil
	for _, field := range f.Fields {
		told.Fields = append(told.Fields, fault.Field{Name: "raison", Message: field.Message})
	}
	return &told
}

func (p Pages) rate(w http.ResponseWriter, r *http.Request) error {
	var form rateForm
	err := forms.Read(r, &form)
	if err == nil {
		err = p.Requests.Rate(r.Context(), viewer(r), number(r), form.Stars, form.Comment, key(r))
	}
	if err != nil {
		return p.mended(w, r, "satisfaction", err, form.Comment)
	}
	return back(w, r, "satisfaction")
}

func (p Pages) follow(w http.ResponseWriter, r *http.Request) error {
	if err := p.Requests.Follow(r.Context(), viewer(r), number(r)); err != nil {
		return err
	}
	return back(w, r, "suivre")
}

// unfollow ends where the viewer may still look: the page of the request is theirs no more.
func (p Pages) unfollow(w http.ResponseWriter, r *http.Request) error {
	if err := p.Requests.Unfollow(r.Context(), viewer(r), number(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/demandes?fait=ne-plus-suivre")
}

// heavyMessage keeps the words of a message whose files were too large.
func (p Pages) heavyMessage(w http.ResponseWriter, r *http.Request, carried ui.Heavy) error {
	var form messageForm
	if err := forms.Read(r, &form); fault.KindOf(err) != "" && fault.KindOf(err) != fault.Invalid {
		return err
	}
	return p.mended(w, r, "message", tooHeavy(r.Context(), carried), form.Text)
}

// tooHeavy says how much too large a photo is, or several together.
func tooHeavy(ctx context.Context, carried ui.Heavy) error {
	if carried.Largest > files.MaxBytes {
		return wrong("photo", i18n.T(ctx, "Cette photo fait %[1]d Mo. La limite est de %[2]d Mo. Choisissez-en une autre ou continuez sans photo.", carried.Largest>>20, files.MaxBytes>>20))
	}
	return wrong("photo", i18n.T(ctx, "Ensemble, ces fichiers font %[1]d Mo. La limite est de %[2]d Mo à la fois. Envoyez-en moins, puis ajoutez les autres.", carried.Total>>20, ui.UploadLimit>>20))
}

// mostFiles is how many files come with one form.
const mostFiles = 5

// uploads saves the files of the field photo; they stay nobody's until a request keeps them.
func (p Pages) uploads(r *http.Request, owner string) ([]files.File, error) {
	if r.MultipartForm == nil {
		return nil, nil
	}
	headers := r.MultipartForm.File["photo"]
	if len(headers) > mostFiles {
		return nil, wrong("photo", i18n.T(r.Context(), "Choisissez au plus %d fichiers à la fois.", mostFiles))
	}
	var saved []files.File
	for _, header := range headers {
		if header.Size == 0 && header.Filename == "" {
			continue
		}
		if header.Size > files.MaxBytes {
			return nil, tooHeavy(r.Context(), ui.Heavy{Largest: header.Size, Total: header.Size})
		}
		body, err := header.Open()
		if err != nil {
			return nil, err
		}
		f, err := p.Files.Save(r.Context(), files.NewFile{Name: header.Filename, Owner: owner, Body: body})
		body.Close()
		if refused, ok := errors.AsType[*fault.Fault](err); ok && refused.Kind == fault.Invalid {
			return nil, wrong("photo", i18n.Message(r.Context(), refused))
		}
		if err != nil {
			return nil, err
		}
		saved = append(saved, f)
	}
	return saved, nil
}

// wrong refuses one answer of a form.
func wrong(field, sentence string) error {
	var p fault.Problems
	p.Add(field, sentence)
	return p.Err()
}
