// Package guarded is PocketBase with the places guarded in a hook, as its documentation has
// it done: the record of a registration is made in a transaction in which one conditional
// UPDATE takes the place. It writes neither journal nor notice unless it is asked to. It waits for the
// disk at each commit (synchronous=FULL, where PocketBase's own setting is NORMAL), and keeps
// no log of requests.
package guarded

import (
	"errors"
	"fmt"
	"os"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"
)

// Course is a group with its places.
type Course struct {
	ID     string
	Places int
}

func open(folder string) (*pocketbase.PocketBase, error) {
	app := pocketbase.NewWithConfig(pocketbase.Config{
		HideStartBanner: true, DefaultDataDir: folder,
		DBConnect: func(path string) (*dbx.DB, error) {
			return dbx.Open("sqlite", path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)&_pragma=synchronous(FULL)&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)")
		},
	})
	return app, app.Bootstrap()
}

// Fill makes the collections, the courses and so many families, and gives the tokens that
// their browsers hold.
func Fill(folder string, families int, courses []Course) (tokens []string, err error) {
	app, err := open(folder)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, app.ResetBootstrapState()) }()
	if err := app.RunAllMigrations(); err != nil {
		return nil, err
	}
	app.Settings().Logs.MaxDays = 0
	if err := app.Save(app.Settings()); err != nil {
		return nil, err
	}
	if err := collections(app); err != nil {
		return nil, err
	}
	err = app.RunInTransaction(func(tx core.App) error {
		for _, c := range courses {
			_, err := tx.DB().NewQuery("INSERT INTO courses (id, places, taken, opens, born_before) VALUES ({:id}, {:places}, 0, '2020-01-01', '2012-01-01')").
				Bind(dbx.Params{"id": c.ID, "places": c.Places}).Execute()
			if err != nil {
				return err
			}
		}
		tokens, err = users(tx, families)
		return err
	})
	return tokens, err
}

func collections(app core.App) error {
	signedIn := "@request.auth.id != ''"
	courses := core.NewBaseCollection("courses")
	courses.Fields.Add(&core.NumberField{Name: "places"}, &core.NumberField{Name: "taken"}, &core.TextField{Name: "opens"}, &core.TextField{Name: "born_before"})
	registrations := core.NewBaseCollection("registrations")
	registrations.CreateRule = &signedIn
	registrations.Fields.Add(&core.TextField{Name: "course", Required: true}, &core.TextField{Name: "person"}, &core.TextField{Name: "key", Required: true})
	registrations.AddIndex("one_for_each_person", true, "course, person", "")
	registrations.AddIndex("one_for_each_form", true, "key", "")
	journal := core.NewBaseCollection("journal")
	journal.Fields.Add(&core.TextField{Name: "actor"}, &core.TextField{Name: "action"}, &core.TextField{Name: "object"}, &core.AutodateField{Name: "created", OnCreate: true})
	notices := core.NewBaseCollection("notices")
	notices.Fields.Add(&core.TextField{Name: "person"}, &core.TextField{Name: "words"}, &core.AutodateField{Name: "created", OnCreate: true})
	people, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	people.Fields.Add(&core.TextField{Name: "born"}, &core.TextField{Name: "residence"})
	for _, c := range []*core.Collection{courses, registrations, journal, notices, people} {
		if err := app.Save(c); err != nil {
			return err
		}
	}
	return nil
}

// users are written past PocketBase, whose way hashes a password for each.
func users(tx core.App, n int) ([]string, error) {
	people, err := tx.FindCollectionByNameOrId("users")
	if err != nil {
		return nil, err
	}
	tokens := make([]string, n)
	for i := range n {
		r := core.NewRecord(people)
		r.Id = fmt.Sprintf("p%014d", i)
		r.SetTokenKey(security.RandomString(50))
		_, err := tx.DB().NewQuery("INSERT INTO users (id, email, tokenKey, password, verified, born, residence) VALUES ({:id}, {:email}, {:key}, 'x', TRUE, '1988-05-05', 'resident')").
			Bind(dbx.Params{"id": r.Id, "email": r.Id + "@exemple.org", "key": r.TokenKey()}).Execute()
		if err != nil {
			return nil, err
		}
		if tokens[i], err = r.NewAuthToken(); err != nil {
			return nil, err
		}
	}
	return tokens, nil
}

// Serve serves the folder; noted writes a journal and a notice too, as records of their own.
func Serve(folder, addr string, noted bool) error {
	app, err := open(folder)
	if err != nil {
		return err
	}
	app.OnRecordCreateRequest("registrations").BindFunc(func(e *core.RecordRequestEvent) error { return register(e, noted) })
	return apis.Serve(app, apis.ServeConfig{HttpAddr: addr})
}

// register takes the place in the transaction that makes the record.
func register(e *core.RecordRequestEvent, noted bool) error {
	e.Record.Set("person", e.Auth.Id)
	outside := e.App
	defer func() { e.App = outside }()
	return outside.RunInTransaction(func(tx core.App) error {
		e.App = tx
		result, err := tx.DB().NewQuery("UPDATE courses SET taken = taken + 1 WHERE id = {:id} AND taken < places AND opens < {:now} AND born_before > {:born}").
			Bind(dbx.Params{"id": e.Record.GetString("course"), "now": "2026-01-01", "born": e.Auth.GetString("born")}).Execute()
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errors.Join(err, e.Error(409, "Ce cours est complet.", nil))
		}
		if err := e.Next(); err != nil || !noted {
			return err
		}
		return errors.Join(
			note(tx, "journal", map[string]any{"actor": e.Auth.Id, "action": "registered", "object": e.Record.Id}),
			note(tx, "notices", map[string]any{"person": e.Auth.Id, "words": "Votre inscription est confirmée."}),
		)
	})
}

func note(tx core.App, where string, what map[string]any) error {
	c, err := tx.FindCachedCollectionByNameOrId(where)
	if err != nil {
		return err
	}
	r := core.NewRecord(c)
	r.Load(what)
	return tx.Save(r)
}

// File is where the registrations are in the end.
func File(folder string) string { return folder + string(os.PathSeparator) + "data.db" }
