package rf2

import (
	"fmt"
	"strings"
)

// Date is an effective time as the number yyyymmdd, or 0 for a row that hasn't
// been published.
type Date uint32

// String returns YYYYMMDD, or the empty string for 0.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%08d", uint32(d))
}

// valid reports whether the digits make a date of the calendar, between the
// years 1900 and 2999.
func (d Date) valid() bool {
	year, month, day := int(d/10000), int(d/100%100), int(d%100)
	if year < 1900 || year > 2999 || month < 1 || month > 12 || day < 1 {
		return false
	}
	days := [...]int{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}[month-1]
	if month == 2 && (year%4 == 0 && year%100 != 0 || year%400 == 0) {
		days = 29
	}
	return day <= days
}

// parseDate reads an effective time. The specification's form is YYYYMMDD;
// also accepted are YYYY-MM-DD, and a time behind either, which is dropped.
// Empty and "-" are 0, unpublished.
func parseDate(b []byte) (d Date, ok bool) {
	if len(b) == 0 || len(b) == 1 && b[0] == '-' {
		return 0, true
	}
	if len(b) < 8 {
		return 0, false
	}
	rest := b
	for i := range 8 {
		if i == 4 || i == 6 {
			// Either both dashes or none.
			if len(b) >= 10 && b[4] == '-' && b[7] == '-' {
				rest = rest[1:]
			}
		}
		if len(rest) == 0 || rest[0] < '0' || rest[0] > '9' {
			return 0, false
		}
		d = d*10 + Date(rest[0]-'0')
		rest = rest[1:]
	}
	return d, d.valid() && validTime(rest)
}

// validTime accepts what may stand behind a date: nothing, hhmmss, or a time
// that begins with T or a blank.
func validTime(b []byte) bool {
	if len(b) == 0 {
		return true
	}
	punctuation := "0123456789"
	if b[0] == 'T' || b[0] == ' ' {
		b, punctuation = b[1:], "0123456789:.+-Z"
	} else if len(b) != 6 {
		return false
	}
	if len(b) < 2 || len(b) > 24 {
		return false
	}
	for _, c := range b {
		if strings.IndexByte(punctuation, c) < 0 {
			return false
		}
	}
	return true
}
