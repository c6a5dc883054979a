// Package sctid implements SNOMED CT identifiers (SCTIDs): the 6 to 18 digit
// numbers that name concepts, descriptions, relationships and post-coordinated
// expressions.
//
// An SCTID is read from the right: one Verhoeff check digit, two partition
// digits, in the long form seven namespace digits, and the item identifier in
// what is left. See the Release File Specification, section "Component
// identifiers (SCTID)".
//
// In memory an SCTID is an [ID], a uint64: 18 digits fit. In every text and
// JSON form it is a decimal string, because a JSON number above 2⁵³ loses its
// low digits in many readers.
package sctid

import (
	"fmt"
	"strconv"
)

// ID is a SNOMED CT identifier. The zero value is no identifier at all; it
// stands for an absent one. An ID that came out of [Parse] has a right length,
// check digit and partition; a converted number may not, see [ID.Check].
type ID uint64

// MinDigits and MaxDigits bound the length of an SCTID.
const (
	MinDigits = 6
	MaxDigits = 18
)

// Kind is the kind of component that an identifier names, as its partition
// digits tell it.
type Kind uint8

// The kinds of component. KindUnknown is a partition that the specification
// does not assign.
const (
	KindUnknown Kind = iota
	KindConcept
	KindDescription
	KindRelationship
	KindExpression
)

// String returns the kind's name in lower case, as it stands in messages.
func (k Kind) String() string {
	switch k {
	case KindConcept:
		return "concept"
	case KindDescription:
		return "description"
	case KindRelationship:
		return "relationship"
	case KindExpression:
		return "expression"
	default:
		return "unknown"
	}
}

// Parse reads a decimal SCTID: 6 to 18 digits, no leading zero, a known
// partition, and a right check digit. The error is always an [*Error].
func Parse(s string) (ID, error) {
	return parse(s)
}

// ParseBytes is [Parse] for a byte slice. It does not keep b, and allocates
// only for an error.
func ParseBytes(b []byte) (ID, error) {
	return parse(b)
}

func parse[T string | []byte](s T) (ID, error) {
	n := len(s)
	if n == 0 {
		return 0, &Error{Text: "", Reason: ReasonEmpty}
	}
	var value uint64
	for i := range n {
		c := s[i]
		if c < '0' || c > '9' {
			return 0, &Error{Text: string(s), Reason: ReasonNotDigits, Offset: i}
		}
		if i < MaxDigits {
			value = value*10 + uint64(c-'0')
		}
	}
	if n < MinDigits || n > MaxDigits {
		return 0, &Error{Text: string(s), Reason: ReasonLength}
	}
	if s[0] == '0' {
		return 0, &Error{Text: string(s), Reason: ReasonLeadingZero}
	}
	id := ID(value)
	if err := id.Check(); err != nil {
		return 0, err
	}
	return id, nil
}

// Check reports what is wrong with the identifier, as an [*Error], or nil.
// It looks at length, partition and check digit.
func (id ID) Check() error {
	if id < 100_000 || id > 999_999_999_999_999_999 {
		return &Error{Text: id.String(), Reason: ReasonLength}
	}
	if !id.ValidCheckDigit() {
		want := checkDigit(uint64(id) / 10)
		return &Error{Text: id.String(), Reason: ReasonCheckDigit, Want: want}
	}
	if id.Kind() == KindUnknown {
		return &Error{Text: id.String(), Reason: ReasonPartition}
	}
	if id.isLong() && id < 10_000_000_000 {
		// Item, seven namespace digits, partition and check digit: 11 at least.
		return &Error{Text: id.String(), Reason: ReasonNamespace}
	}
	return nil
}

// Kind returns the kind of component, from the partition digits alone.
func (id ID) Kind() Kind {
	switch id.Partition() {
	case 0, 10:
		return KindConcept
	case 1, 11:
		return KindDescription
	case 2, 12:
		return KindRelationship
	case 16:
		return KindExpression
	default:
		return KindUnknown
	}
}

// Partition returns the two partition digits as a number, 0 to 99.
func (id ID) Partition() int {
	return int(uint64(id) / 10 % 100)
}

func (id ID) isLong() bool {
	return id.Partition() >= 10
}

// Namespace returns the seven-digit namespace of a long-form identifier.
// Short-form identifiers, which SNOMED International issues, have none. The
// namespace tells who minted the identifier, not which module holds it now.
func (id ID) Namespace() (namespace uint32, ok bool) {
	if !id.isLong() {
		return 0, false
	}
	return uint32(uint64(id) / 1000 % 10_000_000), true
}

// Item returns the item identifier: what is left of the partition, and of the
// namespace in a long-form identifier.
func (id ID) Item() uint64 {
	if id.isLong() {
		return uint64(id) / 10_000_000_000
	}
	return uint64(id) / 1000
}

// String returns the decimal digits.
func (id ID) String() string {
	return strconv.FormatUint(uint64(id), 10)
}

// Append appends the decimal digits to dst and returns the longer slice.
func (id ID) Append(dst []byte) []byte {
	return strconv.AppendUint(dst, uint64(id), 10)
}

// MarshalText implements [encoding.TextMarshaler], so that JSON shows a string.
func (id ID) MarshalText() ([]byte, error) {
	return id.Append(nil), nil
}

// UnmarshalText implements [encoding.TextUnmarshaler]. It accepts what [Parse]
// accepts, and "0" for the absent identifier.
func (id *ID) UnmarshalText(text []byte) error {
	if string(text) == "0" {
		*id = 0
		return nil
	}
	v, err := ParseBytes(text)
	if err != nil {
		return err
	}
	*id = v
	return nil
}

// New makes the identifier of an item: the short form when namespace is zero,
// else the long form. It fails when the digits don't fit into [MaxDigits] or
// into [MinDigits], or when the kind has no such form.
func New(kind Kind, namespace uint32, item uint64) (ID, error) {
	var partition uint64
	switch kind {
	case KindConcept:
		partition = 0
	case KindDescription:
		partition = 1
	case KindRelationship:
		partition = 2
	case KindExpression:
		partition = 6
	default:
		return 0, fmt.Errorf("sctid: no partition for kind %v", kind)
	}
	if kind == KindExpression && namespace == 0 {
		return 0, fmt.Errorf("sctid: an expression identifier needs a namespace")
	}
	var body uint64
	if namespace == 0 {
		if item < 100 || item > 999_999_999_999_999 {
			return 0, fmt.Errorf("sctid: item %d doesn't fit the short form", item)
		}
		body = item*100 + partition
	} else {
		if namespace > 9_999_999 || item == 0 || item > 99_999_999 {
			return 0, fmt.Errorf("sctid: item %d in namespace %d doesn't fit the long form", item, namespace)
		}
		body = (item*10_000_000+uint64(namespace))*100 + 10 + partition
	}
	return ID(body*10 + uint64(checkDigit(body))), nil
}
