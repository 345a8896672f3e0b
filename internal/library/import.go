package library

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/intake"
	"sem/internal/money"
	"sem/internal/text"
)

// The columns of the file of a library, as docs/library.md tells them.
const (
	colType   = "type"
	colCard   = "carte"
	colPIN    = "nip"
	colBirth  = "naissance"
	colNumber = "numero"
	colTitle  = "titre"
	colAuthor = "auteur"
	colKind   = "genre"
	colDate   = "date"
	colState  = "etat"
	colRank   = "rang"
	colUntil  = "jusqu_au"
	colPlace  = "lieu"
	colDone   = "renouvellements"
	colLeft   = "restants"
	colAmount = "montant"
	colWords  = "message"
)

var columns = []intake.Column{
	{Name: colType, Required: true}, {Name: colCard, Required: true}, {Name: colPIN}, {Name: colBirth}, {Name: colNumber}, {Name: colTitle},
	{Name: colAuthor}, {Name: colKind}, {Name: colDate}, {Name: colState}, {Name: colRank}, {Name: colUntil}, {Name: colPlace},
	{Name: colDone}, {Name: colLeft}, {Name: colAmount}, {Name: colWords},
}

// reader is what a file says of one card.
type reader struct {
	line    int
	card    string
	proof   string
	account Account
}

// export is a file as it was read.
type export struct {
	Report  intake.Report
	shelf   shelf
	asOf    time.Time
	readers map[string]*reader
	order   []string
	loose   []loose // loose are the rows of cards that come later in the file, or never.
}

// loose is a row that waits for its card.
type loose struct {
	row intake.Row
	add func(*export, *reader, intake.Row)
}

var errDryRun = errors.New("dry run")

// Import takes the nightly file of a library in, as docs/library.md says: its cards with their
// loans, holds and fees, all of them, as of a moment. A second import changes nothing; a file
// with a fault, or one older than the last, is refused whole. A dry run only reports. The copies
// of linked cards follow within a minute.
func (s *Service) Import(ctx context.Context, file io.Reader, dryRun bool) (intake.Report, error) {
	e := &export{shelf: shelf{s}, readers: map[string]*reader{}}
	if err := e.read(file); err != nil {
		return e.Report, err
	}
	if err := e.Report.Err(); err != nil {
		return e.Report, err
	}
	read := e.Report
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		e.Report = read
		e.Report.Faults = nil
		if err := e.write(ctx, tx, s.Clock.Now()); err != nil {
			return err
		}
		if dryRun {
			return errDryRun
		}
		return nil
	})
	switch {
	case errors.Is(err, errDryRun):
		return e.Report, nil
	case errors.Is(err, intake.ErrFaulty):
		return e.Report, intake.ErrFaulty
	case err != nil:
		return e.Report, fmt.Errorf("import the file of the library: %w", err)
	}
	return e.Report, nil
}

// read reads the rows. Those of a card may stand before it.
func (e *export) read(file io.Reader) error {
	for row, err := range intake.Table(file, columns, &e.Report) {
		if err != nil {
			return err
		}
		switch kind := text.Fold(row.Cell(colType)); kind {
		case "fichier":
			e.readDate(row)
		case "carte":
			e.readCard(row)
		case "pret":
			e.loose = append(e.loose, loose{row, (*export).readLoan})
		case "reservation":
			e.loose = append(e.loose, loose{row, (*export).readHold})
		case "frais":
			e.loose = append(e.loose, loose{row, (*export).readFee})
		default:
			e.Report.Add(row.Line, colType, "Écrivez fichier, carte, pret, reservation ou frais.")
		}
	}
	if e.asOf.IsZero() && !e.Report.Full() {
		e.Report.Add(0, colDate, "Il manque la ligne de type fichier, avec la date de l’extraction : 2026-09-11 02:00.")
	}
	for _, l := range e.loose {
		r := e.readers[plainNumber(l.row.Cell(colCard))]
		if r == nil {
			e.Report.Add(l.row.Line, colCard, "Aucune ligne de type carte n’a ce numéro.")
			continue
		}
		l.add(e, r, l.row)
	}
	return nil
}

func (e *export) readDate(row intake.Row) {
	at, _, ok := moment(row.Cell(colDate))
	switch {
	case !ok:
		e.Report.Add(row.Line, colDate, "Écrivez la date de l’extraction : 2026-09-11 02:00.")
	case !e.asOf.IsZero():
		e.Report.Add(row.Line, colType, "Le fichier a deux lignes de type fichier. Gardez-en une.")
	case at.After(e.shelf.Clock.Now().Add(time.Hour)):
		e.Report.Add(row.Line, colDate, "La date de l’extraction est dans l’avenir.")
	default:
		e.asOf = at
	}
}

// moment reads a day, or a day and a time on the clocks of the town.
func moment(cell string) (at time.Time, dayOnly, ok bool) {
	cell = strings.Replace(strings.TrimSpace(cell), "T", " ", 1)
	for _, form := range []string{"2006-01-02 15:04:05", "2006-01-02 15:04"} {
		if at, err := time.ParseInLocation(form, cell, clock.Montreal); err == nil {
			return at.UTC(), false, true
		}
	}
	day, err := civil.ParseDay(cell)
	if err != nil {
		return time.Time{}, false, false
	}
	return day.Time().UTC(), true, true
}

func (e *export) readCard(row intake.Row) {
	number := plainNumber(row.Cell(colCard))
	switch {
	case number == "":
		e.Report.Add(row.Line, colCard, "Écrivez le numéro de la carte, en chiffres et en lettres.")
		return
	case e.readers[number] != nil:
		e.Report.Add(row.Line, colCard, "Cette carte est deux fois dans le fichier.")
		return
	}
	r := &reader{line: row.Line, card: number}
	r.proof = e.readProof(row, number)
	r.account.Blocked = oneWord(e, row, colState, "", blocks, "Écrivez echue, bloquee, dette ou retard, ou laissez vide.")
	r.account.Expires = e.readDay(row, colUntil)
	r.account.Balance = e.readAmount(row)
	if words := row.Cell(colWords); words != "" {
		r.account.Messages = []string{text.Clip(text.SafeLine(words), 300)}
	}
	e.readers[number], e.order = r, append(e.order, number)
}

// readProof is what is kept of a PIN, of its SHA-256 digest, or of a date of birth.
func (e *export) readProof(row intake.Row, number string) string {
	pin := row.Cell(colPIN)
	if digest, ok := strings.CutPrefix(pin, byDigest); ok {
		salt, sum, salted := strings.Cut(digest, ":")
		if !salted {
			salt, sum = "", digest
		}
		if b, err := hex.DecodeString(sum); err != nil || len(b) != sha256.Size {
			e.Report.Add(row.Line, colPIN, "Écrivez sha256:SEL:EMPREINTE, l’empreinte en 64 chiffres hexadécimaux, ou sha256:EMPREINTE sans sel.")
			return ""
		}
		return byDigest + salt + ":" + e.shelf.digest("sha256", number+"\x00"+strings.ToLower(sum))
	}
	if pin != "" {
		return e.shelf.proofOf(number, byPIN, pin)
	}
	birth := row.Cell(colBirth)
	if birth == "" {
		return "" // The card is read, and nobody can link it.
	}
	if _, err := civil.ParseDay(birth); err != nil {
		e.Report.Add(row.Line, colBirth, "Écrivez la date de naissance comme 2016-05-14.")
		return ""
	}
	return e.shelf.proofOf(number, byBirth, birth)
}

func (e *export) readLoan(r *reader, row intake.Row) {
	l := Loan{
		Item: clean(row, colNumber), Title: clean(row, colTitle), Author: clean(row, colAuthor), Medium: oneWord(e, row, colKind, OtherMedium, media, "Écrivez livre, revue, son, film ou jeu, ou laissez vide."),
		Renewals: e.readCount(row, colDone), Left: e.readCount(row, colLeft),
	}
	var ok bool
	if l.Due, l.DueAtEnd, ok = moment(row.Cell(colDate)); !ok {
		e.Report.Add(row.Line, colDate, "Écrivez la date de retour : 2026-09-11.")
	}
	if l.Item == "" {
		e.Report.Add(row.Line, colNumber, "Écrivez le code-barres du document.")
	}
	if slices.ContainsFunc(r.account.Loans, func(other Loan) bool { return other.Item == l.Item && l.Item != "" }) {
		e.Report.Add(row.Line, colNumber, "Ce document est deux fois dans les prêts de cette carte.")
	}
	r.account.Loans = append(r.account.Loans, l)
}

func (e *export) readHold(r *reader, row intake.Row) {
	r.account.Holds = append(r.account.Holds, Hold{
		ID: clean(row, colNumber), Title: clean(row, colTitle), Rank: max(0, e.readCount(row, colRank)), Until: e.readDay(row, colUntil),
		PickUp: clean(row, colPlace), Placed: e.readDay(row, colDate),
		State: oneWord(e, row, colState, Queued, holdStates, "Écrivez attente, transit, prete ou suspendue."),
	})
}

func (e *export) readFee(r *reader, row intake.Row) {
	f := Fee{
		ID: clean(row, colNumber), Text: clean(row, colWords), Title: clean(row, colTitle), Amount: e.readAmount(row), On: e.readDay(row, colDate),
		Kind: oneWord(e, row, colKind, OtherFee, feeKinds, "Écrivez retard, perdu, bris, traitement, reservation, location, abonnement ou remplacement, ou laissez vide."),
	}
	r.account.Fees = append(r.account.Fees, f)
}

func clean(row intake.Row, column string) string {
	return text.Clip(text.SafeLine(row.Cell(column)), 300)
}

// The words of a file for what the town has names for.
var (
	media      = map[string]Medium{"livre": Book, "revue": Magazine, "son": Sound, "film": Film, "jeu": Game}
	holdStates = map[string]HoldState{"attente": Queued, "transit": InTransit, "prete": Ready, "suspendue": Suspended}
	blocks     = map[string]Reason{"echue": CardExpired, "bloquee": CardBlocked, "dette": Owing, "retard": Overdue}
	feeKinds   = map[string]FeeKind{
		"retard": OverdueFee, "perdu": LostFee, "bris": DamageFee, "traitement": ProcessingFee, "reservation": HoldFee,
		"location": RentalFee, "abonnement": MembershipFee, "remplacement": ReplacementFee,
	}
)

// oneWord is what a word of the file stands for; an empty cell stands for empty.
func oneWord[T any](e *export, row intake.Row, column string, empty T, words map[string]T, remedy string) T {
	cell := text.Fold(row.Cell(column))
	if cell == "" {
		return empty
	}
	meant, ok := words[cell]
	if !ok {
		e.Report.Add(row.Line, column, remedy)
	}
	return meant
}

// readCount is a number that may be left out: -1 then.
func (e *export) readCount(row intake.Row, column string) int {
	cell := row.Cell(column)
	if cell == "" {
		return -1
	}
	n, err := strconv.Atoi(cell)
	if err != nil || n < 0 || n > 10_000 {
		e.Report.Add(row.Line, column, "Écrivez un nombre entier, ou laissez vide.")
	}
	return n
}

func (e *export) readDay(row intake.Row, column string) civil.Day {
	cell := row.Cell(column)
	if cell == "" {
		return 0
	}
	day, err := civil.ParseDay(cell)
	if err != nil {
		e.Report.Add(row.Line, column, "Écrivez un jour comme 2026-09-11, ou laissez vide.")
	}
	return day
}

func (e *export) readAmount(row intake.Row) money.Cents {
	cell := row.Cell(colAmount)
	if cell == "" {
		return 0
	}
	amount, err := money.Parse(cell)
	if err != nil || amount < 0 {
		e.Report.Add(row.Line, colAmount, "Écrivez un montant comme 12,50.")
	}
	return amount
}

// known is what is kept of a card.
type known struct{ card, proof, digest string }

// write compares the file with the last one and writes what differs.
func (e *export) write(ctx context.Context, tx *db.Tx, now time.Time) error {
	last, err := exportedAt(ctx, tx)
	if err != nil {
		return err
	}
	if e.asOf.Before(last) {
		e.Report.Add(0, colDate, "Ce fichier est plus ancien que le dernier importé. Rien n’est changé.")
		return intake.ErrFaulty
	}
	rows, err := tx.Query(ctx, `
		SELECT card, proof, digest
		FROM   library_reader`)
	all, err := db.Collect(rows, err, func(r *db.Rows) (k known, err error) { return k, r.Scan(&k.card, &k.proof, &k.digest) })
	if err != nil {
		return err
	}
	before := map[string]known{}
	for _, k := range all {
		before[k.card] = k
	}
	if err := e.writeReaders(ctx, tx, before); err != nil {
		return err
	}
	if err := e.dropGone(ctx, tx, all); err != nil {
		return err
	}
	// A night of a library changes what most of its readers have: only cards that vanish in
	// numbers tell of a wrong file.
	e.Report.Beside = e.Report.Gone*10 <= len(all)
	e.tell()
	if e.asOf.Equal(last) && e.Report.Added+e.Report.Changed+e.Report.Gone == 0 {
		return nil
	}
	return writeExport(ctx, tx, e.asOf, now)
}

// writeExport dates the file, and has the copies of linked cards follow.
func writeExport(ctx context.Context, tx *db.Tx, asOf, now time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO library_export (id, as_of, imported_at)
		VALUES ($1, $2, $3)
		ON CONFLICT (id) DO UPDATE
		SET    as_of = excluded.as_of, imported_at = excluded.imported_at`, exportID, asOf, now)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		UPDATE library_copy
		SET    next_at = $1
		WHERE  EXISTS (
		        SELECT driver
		        FROM   library_setting
		        WHERE  driver = $2)`, now, FileDriver)
	return err
}

func (e *export) writeReaders(ctx context.Context, tx *db.Tx, before map[string]known) error {
	for _, number := range e.order {
		r := e.readers[number]
		r.balance()
		account, err := json.Marshal(r.account)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(account)
		digest := hex.EncodeToString(sum[:])
		was, here := before[number]
		switch {
		case !here:
			e.Report.Added++
		case was.digest == digest && was.proof == r.proof:
			e.Report.Unchanged++
			continue
		default:
			e.Report.Changed++
		}
		err = tx.Send(ctx, `
			INSERT INTO library_reader (card, proof, account, digest)
			VALUES ($1, $2, $3, $4)
			ON CONFLICT (card) DO UPDATE
			SET    proof = excluded.proof, account = excluded.account, digest = excluded.digest`, number, r.proof, string(account), digest)
		if err != nil {
			return err
		}
	}
	return nil
}

// balance is what the fees add up to, unless the file says what is owed in all.
func (r *reader) balance() {
	if r.account.Balance != 0 {
		return
	}
	for _, f := range r.account.Fees {
		r.account.Balance += f.Amount
	}
}

func (e *export) dropGone(ctx context.Context, tx *db.Tx, all []known) error {
	for _, k := range all {
		if e.readers[k.card] != nil {
			continue
		}
		e.Report.Gone++
		if err := tx.Send(ctx, `
			DELETE FROM library_reader
			WHERE  card = $1`, k.card); err != nil {
			return err
		}
	}
	return nil
}

// tell adds to the report what somebody compares with the library's own counts.
func (e *export) tell() {
	var loans, holds int
	var owed money.Cents
	for _, r := range e.readers {
		loans += len(r.account.Loans)
		holds += len(r.account.Holds)
		owed += r.account.Balance
	}
	e.Report.Tell("Date du fichier", clock.Local(e.asOf).Format("2006-01-02 15:04"))
	e.Report.Tell("Cartes", strconv.Itoa(len(e.readers)))
	e.Report.Tell("Prêts", strconv.Itoa(loans))
	e.Report.Tell("Réservations", strconv.Itoa(holds))
	e.Report.Tell("Frais", owed.String())
}
