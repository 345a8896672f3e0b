package slips

import (
	"sem/internal/fault"
)

// readNAS is a social insurance number as it was typed: nine digits, with spaces or hyphens, of
// which the last is a check digit (Luhn, ISO/IEC 7812-1). It begins with neither 0 nor 8. What
// was typed is in no message.
func readNAS(typed string) (string, error) {
	digits, sum := make([]byte, 0, 9), 0
	for _, r := range typed {
		switch {
		case r >= '0' && r <= '9' && len(digits) < 10:
			digits = append(digits, byte(r))
		case r == ' ' || r == '-' || r == '\u00a0' || r == '\u202f':
		default:
			return "", wrongNAS("Écrivez les neuf chiffres du numéro, sans lettres.")
		}
	}
	if len(digits) != 9 {
		return "", wrongNAS("Un numéro d’assurance sociale a neuf chiffres.")
	}
	for i, d := range digits {
		n := int(d - '0')
		if i%2 == 1 {
			n *= 2
		}
		sum += n/10 + n%10
	}
	if sum%10 != 0 || digits[0] == '0' || digits[0] == '8' {
		return "", wrongNAS("Ce numéro n’existe pas. Relisez-le sur votre carte ou sur une déclaration de revenus.")
	}
	return string(digits), nil
}

func wrongNAS(why string) error {
	var wrong fault.Problems
	wrong.Add("nas", why)
	return wrong.Err()
}
