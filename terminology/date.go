package terminology

import "strconv"

// Date is an RF2 effective time as the number yyyymmdd, or 0 for a row that
// hasn't been published. Dates compare in calendar order; an unpublished row
// counts as newer than any published one, see [Date.Newer].
type Date uint32

// ParseDate reads the eight digits YYYYMMDD. The empty string is the zero
// Date.
func ParseDate(s string) (Date, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(s, 10, 32)
	d := Date(n)
	if err != nil || len(s) != 8 || !d.Valid() {
		return 0, Errorf(KindInvalidArgument, ReasonFieldInvalid, "%.20q is no date: expected YYYYMMDD", s)
	}
	return d, nil
}

// Valid reports whether the digits make a date of the calendar, between the
// years 1900 and 2999.
func (d Date) Valid() bool {
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

// Newer reports whether d is later than e; unpublished is later than any date.
func (d Date) Newer(e Date) bool {
	// The subtraction turns 0 into the greatest number.
	return d-1 > e-1
}

// String returns YYYYMMDD, or the empty string for an unpublished row.
func (d Date) String() string {
	if d == 0 {
		return ""
	}
	digits := [8]byte{'0', '0', '0', '0', '0', '0', '0', '0'}
	n := uint32(d)
	if n > 99_999_999 { // not a date, but what the row says
		return strconv.FormatUint(uint64(n), 10)
	}
	for i := len(digits) - 1; n > 0; i-- {
		digits[i] = byte('0' + n%10)
		n /= 10
	}
	return string(digits[:])
}

// MarshalText implements [encoding.TextMarshaler].
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText implements [encoding.TextUnmarshaler].
func (d *Date) UnmarshalText(text []byte) error {
	v, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = v
	return nil
}
