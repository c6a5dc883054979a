package synth

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/firn-sct/firn/terminology/sctid"
)

// RecordKind is what is right or wrong with a coded record.
type RecordKind string

// The kinds of records. All but [RecordGood] have one fault.
const (
	RecordGood           RecordKind = "good"
	RecordMalformed      RecordKind = "malformed"              // the code is no identifier at all
	RecordCheckDigit     RecordKind = "bad check digit"        // one digit is wrong
	RecordUnknown        RecordKind = "unknown"                // a valid identifier that the release lacks
	RecordReplaced       RecordKind = "inactive, replaced"     // retired, with SAME AS or REPLACED BY
	RecordRetired        RecordKind = "inactive, not replaced" // retired, without
	RecordWrongDisplay   RecordKind = "wrong display"          // the display is another concept's
	RecordDescription    RecordKind = "description"            // the identifier of a description
	RecordOutOfHierarchy RecordKind = "out of hierarchy"       // active, but not below RecordsConfig.Below
	defaultRecordsBelow             = topFinding
	recordDays                      = 3650
	recordsFirstDay                 = "2016-01-01"
	recordsHeader                   = "id,date,code,display\n"
	recordsUnknownItem              = 90_000_000
	recordsFirstID                  = 1
	recordsOfOneCodeSkew            = 3
)

// RecordShare is a kind with its part of all records.
type RecordShare struct {
	Kind  RecordKind
	Share float64
}

// DefaultRecordShares are the shares where [RecordsConfig] gives none: four of
// five records are good, and every fault occurs.
func DefaultRecordShares() []RecordShare {
	return []RecordShare{
		{RecordGood, 0.80}, {RecordMalformed, 0.02}, {RecordCheckDigit, 0.02}, {RecordUnknown, 0.02}, {RecordReplaced, 0.04},
		{RecordRetired, 0.02}, {RecordWrongDisplay, 0.04}, {RecordDescription, 0.01}, {RecordOutOfHierarchy, 0.03},
	}
}

// RecordsConfig says which records to make.
type RecordsConfig struct {
	// Seed chooses among the files of one size; the same seed, release and
	// shares give the same bytes.
	Seed uint64
	// Records is how many, at least 1.
	Records int
	// Below is the hierarchy that the good codes are of; 0 means clinical
	// findings, 404684003.
	Below sctid.ID
	// Shares are the kinds with their parts, which sum to 1; nil means
	// [DefaultRecordShares].
	Shares []RecordShare
}

// RecordCount says how many records of a kind were made.
type RecordCount struct {
	Kind RecordKind `json:"kind"`
	Rows int        `json:"rows"`
}

// ErrNoCandidates is wrapped by the errors of [WriteRecords] for a release that
// has no concept of a kind that is asked for.
var ErrNoCandidates = errors.New("the release has no such concept")

// WriteRecords writes a CSV file (header "id,date,code,display", lines ended by
// LF) of coded records against the release, and counts what it put in, in the
// order of the shares. The kinds are mixed; frequent codes are frequent, as in
// real records. The errors are of the writer, of ctx, of the configuration, or
// wrap [ErrNoCandidates].
func WriteRecords(ctx context.Context, cfg RecordsConfig, release *RecordSource, out io.Writer) ([]RecordCount, error) {
	if cfg.Records < 1 {
		return nil, fmt.Errorf("synth: Records is %d: expected at least 1", cfg.Records)
	}
	if cfg.Below == 0 {
		cfg.Below = defaultRecordsBelow
	}
	if cfg.Shares == nil {
		cfg.Shares = DefaultRecordShares()
	}
	sum := 0.0
	for _, s := range cfg.Shares {
		if s.Share < 0 {
			return nil, fmt.Errorf("synth: the share of %q is %v: expected 0 to 1", s.Kind, s.Share)
		}
		sum += s.Share
	}
	if sum < 0.999 || sum > 1.001 {
		return nil, fmt.Errorf("synth: the shares of the records sum to %v: expected 1", sum)
	}
	m := recordMaker{r: newRand(cfg.Seed, "records"), release: release, pools: release.pools(cfg.Below)}
	for _, s := range cfg.Shares {
		pool := m.pools.of(s.Kind)
		if s.Share > 0 && pool != nil && len(*pool) == 0 {
			return nil, fmt.Errorf("synth: no record of kind %q below %v: %w", s.Kind, cfg.Below, ErrNoCandidates)
		}
	}
	first, err := time.Parse(time.DateOnly, recordsFirstDay)
	if err != nil {
		return nil, fmt.Errorf("synth: %w", err)
	}
	counts := make([]RecordCount, len(cfg.Shares))
	for i, s := range cfg.Shares {
		counts[i].Kind = s.Kind
	}
	buffered := bufio.NewWriterSize(out, 1<<16)
	if _, err := buffered.WriteString(recordsHeader); err != nil {
		return nil, fmt.Errorf("synth: writing records: %w", err)
	}
	w := csv.NewWriter(buffered)
	for n := range cfg.Records {
		if n&4095 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		k := 0
		for x := m.r.float() * sum; k < len(cfg.Shares)-1; k++ {
			if x -= cfg.Shares[k].Share; x < 0 {
				break
			}
		}
		code, display := m.make(cfg.Shares[k].Kind)
		counts[k].Rows++
		day := first.AddDate(0, 0, m.r.intN(recordDays)).Format(time.DateOnly)
		if err := w.Write([]string{strconv.Itoa(recordsFirstID + n), day, code, display}); err != nil {
			return nil, fmt.Errorf("synth: writing records: %w", err)
		}
	}
	w.Flush()
	if err := errors.Join(w.Error(), buffered.Flush()); err != nil {
		return nil, fmt.Errorf("synth: writing records: %w", err)
	}
	return counts, nil
}

// recordMaker makes the code and display of records.
type recordMaker struct {
	r       *rng
	release *RecordSource
	pools   recordPools
}

// pick draws a concept, the first ones much more often than the last.
func (m *recordMaker) pick(pool []int32) int32 {
	u := m.r.float()
	for range recordsOfOneCodeSkew - 1 {
		u *= m.r.float()
	}
	return pool[int(u*float64(len(pool)))]
}

func (m *recordMaker) make(kind RecordKind) (code, display string) {
	s := m.release
	good := m.pools.good
	switch kind {
	case RecordMalformed:
		c := s.concepts[m.pick(good)]
		text := c.id.String()
		switch m.r.intN(5) {
		case 0:
			text = "I" + text[:3] + "." + text[3:4]
		case 1:
			text = text[:len(text)/2] + " " + text[len(text)/2:]
		case 2:
			text = text[:5]
		case 3:
			text = "0" + text
		default:
			text += "-1"
		}
		return text, m.term(c)
	case RecordCheckDigit:
		c := s.concepts[m.pick(good)]
		text := []byte(c.id.String())
		at := len(text) - 1
		text[at] = '0' + (text[at]-'0'+1+byte(m.r.intN(9)))%10
		return string(text), m.term(c)
	case RecordUnknown:
		for {
			id, err := sctid.New(sctid.KindConcept, Namespace, recordsUnknownItem+uint64(m.r.intN(9_000_000)))
			if _, known := s.byID[id]; err == nil && !known {
				return id.String(), m.term(s.concepts[m.pick(good)])
			}
		}
	case RecordReplaced:
		c := s.concepts[m.pick(m.pools.replaced)]
		return c.id.String(), m.term(c)
	case RecordRetired:
		c := s.concepts[m.pick(m.pools.retired)]
		return c.id.String(), m.term(c)
	case RecordWrongDisplay:
		c := s.concepts[m.pick(good)]
		for range 100 {
			if other := s.concepts[pick(m.r, good)]; other.id != c.id && !bytes.EqualFold([]byte(other.fsn), []byte(c.fsn)) {
				return c.id.String(), m.term(other)
			}
		}
		return c.id.String(), "Not " + lowerFirst(c.fsn)
	case RecordDescription:
		c := s.concepts[m.pick(good)]
		return c.description.String(), m.term(c)
	case RecordOutOfHierarchy:
		c := s.concepts[m.pick(m.pools.outside)]
		return c.id.String(), m.term(c)
	default:
		c := s.concepts[m.pick(good)]
		return c.id.String(), m.term(c)
	}
}

// term is a display of the concept that a reader should take: its synonym
// mostly, its fully specified name sometimes.
func (m *recordMaker) term(c recordConcept) string {
	if c.synonym == "" || m.r.chance(0.15) {
		return c.fsn
	}
	return c.synonym
}
