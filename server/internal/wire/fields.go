package wire

import (
	"errors"
	"fmt"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"
)

// Fields calls field for each field of a message, in the order in which they
// stand. It returns false for one that it doesn't know, or not with this wire type,
// as protobuf's own decoder does, and the rest of the field goes unread.
func Fields(b []byte, field func(number protowire.Number, kind protowire.Type, value []byte) (rest int, err error)) error {
	for len(b) > 0 {
		number, kind, n := protowire.ConsumeTag(b)
		if n < 0 {
			return protowire.ParseError(n)
		}
		if number > protowire.MaxValidNumber {
			return errors.New("a field's number is out of range")
		}
		b = b[n:]
		n, err := field(number, kind, b)
		if err != nil {
			return fmt.Errorf("field %d: %w", number, err)
		}
		if n == Unknown {
			if n = protowire.ConsumeFieldValue(number, kind, b); n < 0 {
				return protowire.ParseError(n)
			}
		}
		b = b[n:]
	}
	return nil
}

// Unknown is the length of a field that isn't read, see [Fields].
const Unknown = -1 << 31

// AddFixed64 reads a field of the type repeated fixed64: a list, or one number. A
// list that comes in one piece, as all do, isn't copied.
func AddFixed64(list *[]byte, kind protowire.Type, b []byte) (int, error) {
	var numbers []byte
	var n int
	switch kind {
	case protowire.BytesType:
		if numbers, n = protowire.ConsumeBytes(b); n < 0 {
			return 0, protowire.ParseError(n)
		}
		if len(numbers)%8 != 0 {
			return 0, fmt.Errorf("%d bytes are no numbers of 8 bytes", len(numbers))
		}
	case protowire.Fixed64Type:
		if _, n = protowire.ConsumeFixed64(b); n < 0 {
			return 0, protowire.ParseError(n)
		}
		numbers = b[:n]
	default:
		return Unknown, nil
	}
	if len(*list) == 0 {
		*list = numbers[:len(numbers):len(numbers)]
	} else {
		*list = append(*list, numbers...)
	}
	return n, nil
}

// String reads a field of the type string.
func String(s *string, kind protowire.Type, b []byte) (int, error) {
	if kind != protowire.BytesType {
		return Unknown, nil
	}
	text, n := protowire.ConsumeBytes(b)
	if n < 0 {
		return 0, protowire.ParseError(n)
	}
	if !utf8.Valid(text) {
		return 0, errors.New("invalid UTF-8")
	}
	*s = string(text)
	return n, nil
}

// Uint64 reads a field of the type uint64.
func Uint64(v *uint64, kind protowire.Type, b []byte) (n int, err error) {
	if kind != protowire.VarintType {
		return Unknown, nil
	}
	if *v, n = protowire.ConsumeVarint(b); n < 0 {
		return 0, protowire.ParseError(n)
	}
	return n, nil
}

// AppendString appends a string; "" is left out.
func AppendString(b []byte, number protowire.Number, s string) []byte {
	if s == "" {
		return b
	}
	return protowire.AppendString(protowire.AppendTag(b, number, protowire.BytesType), s)
}

// AppendUint64 appends a number of the type uint64, uint32, bool or an enumeration;
// 0 is left out.
func AppendUint64(b []byte, number protowire.Number, v uint64) []byte {
	if v == 0 {
		return b
	}
	return protowire.AppendVarint(protowire.AppendTag(b, number, protowire.VarintType), v)
}

// AppendFixed64 appends a number of the type fixed64; 0 is left out.
func AppendFixed64(b []byte, number protowire.Number, v uint64) []byte {
	if v == 0 {
		return b
	}
	return protowire.AppendFixed64(protowire.AppendTag(b, number, protowire.Fixed64Type), v)
}

// AppendBool appends true; false is left out.
func AppendBool(b []byte, number protowire.Number, v bool) []byte {
	if !v {
		return b
	}
	return append(protowire.AppendTag(b, number, protowire.VarintType), 1)
}

// AppendLength appends the head of a field of so many bytes, be it a list or a
// message.
func AppendLength(b []byte, number protowire.Number, n int) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, number, protowire.BytesType), uint64(n))
}

// Begin begins a message within a message, and [End] ends it.
func Begin(b []byte, number protowire.Number) ([]byte, int) {
	b = append(protowire.AppendTag(b, number, protowire.BytesType), 0)
	return b, len(b)
}

// End writes the length of the message that [Begin] began, before it. Messages
// of less than 128 bytes, which most are, stay where they are.
func End(b []byte, begin int) []byte {
	n := len(b) - begin
	if n < 1<<7 {
		b[begin-1] = byte(n)
		return b
	}
	size := protowire.SizeVarint(uint64(n))
	for range size - 1 {
		b = append(b, 0)
	}
	copy(b[begin+size-1:], b[begin:begin+n])
	protowire.AppendVarint(b[:begin-1], uint64(n))
	return b
}
