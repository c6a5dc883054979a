package sctid

import (
	"fmt"
	"unicode/utf8"
)

// Reason says what is wrong with a text that should be an SCTID. Its values
// are stable: they stand in API answers.
type Reason string

// The reasons for refusing an SCTID.
const (
	ReasonEmpty       Reason = "empty"
	ReasonNotDigits   Reason = "not-digits"
	ReasonLength      Reason = "length"
	ReasonLeadingZero Reason = "leading-zero"
	ReasonCheckDigit  Reason = "check-digit"
	ReasonPartition   Reason = "partition"
	ReasonNamespace   Reason = "namespace"
)

// Error is the error of [Parse] and [ID.Check].
type Error struct {
	Text   string // what was found
	Reason Reason
	Offset int // byte offset of the first character at fault, for ReasonNotDigits
	Want   int // the right check digit, for ReasonCheckDigit
}

// Error implements error: what was found and what was expected.
func (e *Error) Error() string {
	switch e.Reason {
	case ReasonEmpty:
		return "no SCTID: expected 6 to 18 digits"
	case ReasonNotDigits:
		r, _ := utf8.DecodeRuneInString(e.Text[min(e.Offset, len(e.Text)):])
		return fmt.Sprintf("SCTID %q has %q at position %d: expected digits only", shorten(e.Text), r, e.Offset+1)
	case ReasonLength:
		digits := "digits"
		if len(e.Text) == 1 {
			digits = "digit"
		}
		return fmt.Sprintf("SCTID %q has %d %s: expected 6 to 18", shorten(e.Text), len(e.Text), digits)
	case ReasonLeadingZero:
		return fmt.Sprintf("SCTID %q begins with 0: expected no leading zero", e.Text)
	case ReasonCheckDigit:
		return fmt.Sprintf("SCTID %q has a wrong check digit: these digits would end in %d", e.Text, e.Want)
	case ReasonPartition:
		return fmt.Sprintf("SCTID %q has partition %q: expected 00, 01, 02, 10, 11, 12 or 16", e.Text, e.Text[len(e.Text)-3:len(e.Text)-1])
	case ReasonNamespace:
		return fmt.Sprintf("SCTID %q is too short for a namespace: a long-form identifier has 11 digits at least", e.Text)
	default:
		return fmt.Sprintf("SCTID %q is malformed", shorten(e.Text))
	}
}

// shorten keeps a message readable when somebody sends a page of text.
func shorten(s string) string {
	const most = 40
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
