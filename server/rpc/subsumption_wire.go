package rpc

import (
	"encoding/binary"

	"google.golang.org/grpc/mem"
	"google.golang.org/protobuf/encoding/protowire"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/server/internal/wire"
	"github.com/firn-sct/firn/terminology/taxonomy"
)

// The numbers of fields, as in subsumption_service.proto.
const (
	subsumesAIDs        = 1
	subsumesBIDs        = 2
	subsumesCorrelation = 3
	subsumesRelease     = 4

	subsumedRelease     = 1
	subsumedCorrelation = 2
	subsumedOutcomes    = 3
)

// subsumesMessage is a SubsumesStreamRequest whose ids stay in the bytes that
// came, eight each. Decoding them would take longer than half of the comparing.
type subsumesMessage struct {
	firnv1.SubsumesStreamRequest // the rest of it; all of it if it came through gRPC's own codec
	as, bs                       []byte
	memory                       mem.Buffer
}

var _ wire.Request = (*subsumesMessage)(nil)

// UnmarshalWire implements [wire.Request].
func (m *subsumesMessage) UnmarshalWire(b mem.Buffer) error {
	err := wire.Fields(b.ReadOnlyData(), func(number protowire.Number, kind protowire.Type, value []byte) (int, error) {
		switch number {
		case subsumesAIDs:
			return wire.AddFixed64(&m.as, kind, value)
		case subsumesBIDs:
			return wire.AddFixed64(&m.bs, kind, value)
		case subsumesCorrelation:
			return wire.Uint64(&m.Correlation, kind, value)
		case subsumesRelease:
			return wire.String(&m.Release, kind, value)
		}
		return wire.Unknown, nil
	})
	if err == nil {
		m.memory = b
	}
	return err
}

// numbers returns the ids, eight bytes each.
func (m *subsumesMessage) numbers() (as, bs []byte) {
	if m.memory != nil {
		return m.as, m.bs
	}
	for _, id := range m.GetAIds() {
		as = binary.LittleEndian.AppendUint64(as, id)
	}
	for _, id := range m.GetBIds() {
		bs = binary.LittleEndian.AppendUint64(bs, id)
	}
	return as, bs
}

// free gives the memory of the ids back.
func (m *subsumesMessage) free() {
	if m.memory != nil {
		m.memory.Free()
		m.memory, m.as, m.bs = mem.SliceBuffer(nil), nil, nil
	}
}

// subsumesAnswer makes a SubsumesStreamResponse. Comparisons have the numbers of
// SubsumptionOutcome, which a test sees to.
func subsumesAnswer(release string, correlation uint64, outcomes []taxonomy.Comparison) *wire.Answer {
	b := make([]byte, 0, overhead+len(release)+len(outcomes))
	b = wire.AppendString(b, subsumedRelease, release)
	b = wire.AppendUint64(b, subsumedCorrelation, correlation)
	if len(outcomes) > 0 {
		b = wire.AppendLength(b, subsumedOutcomes, len(outcomes))
		column := b[len(b) : len(b)+len(outcomes)]
		for i, outcome := range outcomes {
			column[i] = byte(outcome)
		}
		b = b[:len(b)+len(outcomes)]
	}
	return &wire.Answer{Bytes: b, Type: subsumedType}
}

var subsumedType = (*firnv1.SubsumesStreamResponse)(nil).ProtoReflect().Type()
