package accounts

import (
	"context"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/id"
)

// The pace of guessing. Five tries are quick; then each next one waits, twice as long each
// time. A name that nobody has is counted like any other, so that it does not stand out.
const (
	quickTries     = 5
	firstPause     = time.Minute
	longestPause   = 15 * time.Minute
	triesForgotten = 24 * time.Hour
	warnAt         = 10  // warnAt is how many wrong passwords in a row the owner is told of.
	resetAt        = 100 // resetAt is how many close the account to unknown devices until a reset.
	mostSharing    = 4   // mostSharing is how many accounts one e-mail or number opens.
)

// pause is how long the try after the n-th wrong one waits.
func pause(n int) time.Duration {
	if n < quickTries {
		return 0
	}
	if n-quickTries > 4 {
		return longestPause
	}
	return min(firstPause<<(n-quickTries), longestPause)
}

// byName is the key under which tries at a name from unknown devices are counted.
func byName(name string) string { return id.Digest("name/" + name) }

// byDevice is the key under which tries from a known device are counted: whoever guesses
// elsewhere takes nothing from it.
func byDevice(device string) string { return id.Digest("device/" + device) }

// attempt counts a try before it is looked at, and tells how many wrong ones it would make;
// TooMany when the key must wait.
func (s *Service) attempt(ctx context.Context, key string) (failures int, err error) {
	var openAt time.Time
	var counted bool
	now := s.Clock.Now()
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := beginAttempts(ctx, tx, key, now, now.Add(-triesForgotten)); err != nil {
			return err
		}
		var err error
		if counted, err = addAttempt(ctx, tx, key, now); err != nil {
			return err
		}
		if failures, openAt, err = attemptOf(ctx, tx, key); err != nil || !counted || pause(failures) == 0 {
			return err
		}
		return closeAttempts(ctx, tx, key, now.Add(pause(failures)))
	})
	if err != nil {
		return 0, err
	}
	if !counted {
		return 0, errPaused(ctx, openAt.Sub(now))
	}
	return failures, nil
}

// errPaused asks somebody to wait before the next try.
func errPaused(ctx context.Context, wait time.Duration) error {
	f := fault.New(fault.TooMany, i18n.TN(ctx, "Il y a eu trop d’essais. Attendez %d minute, puis réessayez. Votre mot de passe vous échappe? Choisissez-en un nouveau.",
		"Il y a eu trop d’essais. Attendez %d minutes, puis réessayez. Votre mot de passe vous échappe? Choisissez-en un nouveau.", minutes(wait)))
	f.RetryAfterSeconds = int(wait/time.Second) + 1
	return f
}

// errWrong is the one answer to a wrong name and to a wrong password.
func errWrong(ctx context.Context, failures int) error {
	if left := quickTries - failures; left > 0 {
		return fault.New(fault.Invalid, i18n.TN(ctx, "Le code ou le mot de passe ne correspond pas. Encore %d essai avant une pause d’une minute.",
			"Le code ou le mot de passe ne correspond pas. Encore %d essais avant une pause d’une minute.", left))
	}
	return fault.New(fault.Invalid, i18n.TN(ctx, "Le code ou le mot de passe ne correspond pas. Attendez %d minute avant le prochain essai.",
		"Le code ou le mot de passe ne correspond pas. Attendez %d minutes avant le prochain essai.", minutes(pause(failures))))
}

func minutes(d time.Duration) int { return int((d + time.Minute - 1) / time.Minute) }
