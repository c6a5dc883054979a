package rpc

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"testing"

	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// readsAlike reads bytes with the generated code and by hand: both refuse them, or
// both read the same.
func readsAlike(t interface{ Fatalf(string, ...any) }, b []byte) {
	want := &firnv1.SubsumesStreamRequest{}
	wantErr := proto.Unmarshal(b, want)
	got := &subsumesMessage{}
	gotErr := got.UnmarshalWire(mem.SliceBuffer(b))
	if (gotErr == nil) != (wantErr == nil) {
		t.Fatalf("%x: error %v by hand, want %v", b, gotErr, wantErr)
	}
	if gotErr != nil {
		return
	}
	ids := func(b []byte) (list []uint64) {
		for ; len(b) >= 8; b = b[8:] {
			list = append(list, binary.LittleEndian.Uint64(b))
		}
		return list
	}
	as, bs := got.numbers()
	if len(as)%8 != 0 || len(bs)%8 != 0 || !slices.Equal(ids(as), want.GetAIds()) || !slices.Equal(ids(bs), want.GetBIds()) ||
		got.GetCorrelation() != want.GetCorrelation() || got.GetRelease() != want.GetRelease() {
		t.Fatalf("%x: read %x, %x, %d, %q; want %v", b, as, bs, got.GetCorrelation(), got.GetRelease(), want)
	}
}

// TestSubsumesMessage reads requests of every shape that protobuf allows: lists
// in pieces, numbers that stand alone, fields twice, unknown ones, and cut ones.
func TestSubsumesMessage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b []byte
		for range rapid.IntRange(0, 6).Draw(t, "fields") {
			number := protowire.Number(rapid.IntRange(1, 6).Draw(t, "number"))
			switch rapid.IntRange(0, 6).Draw(t, "kind") {
			case 0:
				b = protowire.AppendVarint(protowire.AppendTag(b, number, protowire.VarintType), rapid.Uint64().Draw(t, "varint"))
			case 1:
				b = protowire.AppendFixed64(protowire.AppendTag(b, number, protowire.Fixed64Type), rapid.Uint64().Draw(t, "fixed64"))
			case 2:
				b = protowire.AppendFixed32(protowire.AppendTag(b, number, protowire.Fixed32Type), 7)
			case 3:
				b = protowire.AppendGroup(protowire.AppendTag(b, number, protowire.StartGroupType), number, []byte{0x08, 0x01})
			case 4:
				b = protowire.AppendString(protowire.AppendTag(b, number, protowire.BytesType), rapid.String().Draw(t, "text"))
			default:
				list := bytes.Repeat([]byte{1, 2, 3, 4, 5, 6, 7, 8}, rapid.IntRange(0, 3).Draw(t, "numbers"))
				b = protowire.AppendBytes(protowire.AppendTag(b, number, protowire.BytesType), list)
			}
		}
		if rapid.Bool().Draw(t, "cut") {
			b = b[:rapid.IntRange(0, len(b)).Draw(t, "length")]
		}
		readsAlike(t, b)
	})
}

func FuzzSubsumesMessage(f *testing.F) {
	whole, err := proto.Marshal(&firnv1.SubsumesStreamRequest{
		AIds: []uint64{138875005, 404684003}, BIds: []uint64{73211009, 46635009}, Correlation: 300, Release: "x",
	})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add(whole[:len(whole)-1])
	f.Add(append(slices.Clone(whole), whole...))
	f.Add([]byte{0x0a, 0x07, 1, 2, 3, 4, 5, 6, 7})       // seven bytes
	f.Add([]byte{0x22, 0x01, 0xff})                      // no UTF-8
	f.Add([]byte{0x09, 1, 2, 3, 4, 5, 6, 7, 8, 0x0c})    // a number alone; the end of a group
	f.Add([]byte{0x33, 0x0b, 0x0c, 0x34, 0x3a, 0x01, 9}) // groups
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 1<<12 {
			readsAlike(t, b)
		}
	})
}

// TestSubsumesAnswer compares answers with those of the generated code.
func TestSubsumesAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		message := &firnv1.SubsumesStreamResponse{
			Release:     strings.Repeat("x", rapid.IntRange(0, 200).Draw(t, "release")),
			Correlation: rapid.Uint64().Draw(t, "correlation"),
		}
		outcomes := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) taxonomy.Comparison {
			return taxonomy.Comparison(rapid.IntRange(1, 5).Draw(t, "outcome"))
		}), 0, 300).Draw(t, "outcomes")
		for _, outcome := range outcomes {
			message.Outcomes = append(message.Outcomes, firnv1.SubsumptionOutcome(outcome))
		}
		want, err := proto.Marshal(message)
		if err != nil {
			t.Fatal(err)
		}
		if got := subsumesAnswer(message.GetRelease(), message.GetCorrelation(), outcomes); !bytes.Equal(got.Bytes, want) || !proto.Equal(got, message) {
			t.Fatalf("got %x, want %x", got.Bytes, want)
		}
	})
}

// TestComparisonNumbers holds the numbers of comparisons to those on the wire.
func TestComparisonNumbers(t *testing.T) {
	for comparison, outcome := range map[taxonomy.Comparison]firnv1.SubsumptionOutcome{
		taxonomy.Equivalent:     firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_EQUIVALENT,
		taxonomy.Above:          firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_SUBSUMES,
		taxonomy.Below:          firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_SUBSUMED_BY,
		taxonomy.Apart:          firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_NOT_SUBSUMED,
		taxonomy.UnknownConcept: firnv1.SubsumptionOutcome_SUBSUMPTION_OUTCOME_UNKNOWN_CONCEPT,
	} {
		if int32(comparison) != int32(outcome) {
			t.Errorf("%d is %d on the wire", comparison, outcome)
		}
	}
}
