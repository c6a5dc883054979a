package importer

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/firn-sct/firn/catalog"
	"github.com/firn-sct/firn/importer/rf2"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// rows is everything that was read.
type rows struct {
	dict  *dictionaries
	texts *texts

	concepts      conceptTable
	descriptions  descriptionTable
	relationships relationshipTable
	concrete      relationshipTable
	stated        relationshipTable
	identifiers   identifierTable
	members       []*memberTable // in ascending order of pattern

	inputs     []*input
	notices    []rf2.Notice      // in order of file and line
	skipped    []catalog.Skipped // in order of file and line
	passedOver int64             // rows behind the as-of date
	earliest   terminology.Date  // of the rows that were passed over; 0 where none has a date
}

// part is what one reader makes of one file; the fields that the file's kind
// needs are filled.
type part struct {
	input *input
	lines lines
	*readerCaches

	stamps       column[uint32]
	ids          column[sctid.ID]
	sources      column[sctid.ID] // the concept or component that the row is about
	destinations column[sctid.ID]
	numbers      column[uint32] // groups, refsets or schemes
	keys         column[uint32]
	texts        column[textRef]
	uuids        column[rf2.UUID]
	chunks       []int // that the texts are in, and no others
	fields       []partField

	passedOver int64
	earliest   terminology.Date // of those
	notices    []rf2.Notice
	skipped    []catalog.Skipped
}

// partField is an additional column of a reference set file.
type partField struct {
	ids      column[sctid.ID]
	integers column[int32]
	texts    column[textRef]
}

// readerCaches are a reader's views of what all share; dropped after reading.
type readerCaches struct {
	writer           *textWriter
	stampNumbers     internCache[stampKey]
	descriptionKeys  internCache[descriptionKey]
	relationshipKeys internCache[relationshipKey]
	idNumbers        internCache[sctid.ID]
	languages        map[string]string
}

// reader reads the files of an import.
type reader struct {
	options *Options
	track   *tracker
	rows    *rows
}

// read reads all files, as many side by side as there are cores. The largest
// go first, so that no core is left alone with one at the end.
func (r *reader) read(ctx context.Context, inputs []*input) (*rows, error) {
	r.rows = &rows{dict: newDictionaries(), texts: newTexts(), inputs: inputs}
	parts := make([]*part, len(inputs))
	order := make([]int, len(inputs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(inputs[b].file.Size, inputs[a].file.Size) })
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, i := range order {
		group.Go(func() error {
			p, err := r.readFile(ctx, inputs[i])
			parts[i] = p
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	r.assemble(parts)
	return r.rows, nil
}

func (r *reader) readFile(ctx context.Context, in *input) (*part, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p := &part{input: in, readerCaches: &readerCaches{
		writer:           r.rows.texts.writer(),
		stampNumbers:     newInternCache(r.rows.dict.stamps),
		descriptionKeys:  newInternCache(r.rows.dict.descriptions),
		relationshipKeys: newInternCache(r.rows.dict.relationships),
		idNumbers:        newInternCache(r.rows.dict.ids),
		languages:        map[string]string{},
	}}
	hash := sha256.New()
	var bytesRead int64
	options := rf2.Options{
		OnNotice: func(n rf2.Notice) { p.notices = append(p.notices, n) },
		OnProgress: func(bytes, rows int64) {
			r.track.add(bytes-bytesRead, rows-in.rows)
			bytesRead, in.rows = bytes, rows
		},
		Tee: hash,
	}
	if r.options.Lenient {
		options.OnBadRow = func(e *rf2.RowError) error {
			p.skip(catalog.Skipped{Column: e.ColumnName, Reason: string(e.Reason), Expected: e.Expected, Line: int(e.Line), Found: e.Found})
			return nil
		}
	}
	if err := r.readRows(ctx, p, options); err != nil {
		return nil, err
	}
	in.sha256 = hex.EncodeToString(hash.Sum(nil))
	p.writer.finish()
	p.chunks = p.writer.begun
	p.readerCaches = nil
	return p, nil
}

// skip counts a row that is left out, with others of the same fault.
func (p *part) skip(s catalog.Skipped) {
	p.input.skipped++
	i := slices.IndexFunc(p.skipped, func(o catalog.Skipped) bool { return o.Column == s.Column && o.Reason == s.Reason })
	if i >= 0 {
		p.skipped[i].Rows++
		return
	}
	s.File, s.Rows = p.input.path, 1
	p.skipped = append(p.skipped, s)
}

// head takes what all rows have, and says whether the row counts: with an
// as-of date, later ones don't.
func (p *part) head(asOf terminology.Date, line int64, time rf2.Date, active bool, module sctid.ID) (bool, error) {
	date := terminology.Date(time)
	if date.Newer(asOf) && asOf != 0 {
		if p.input.file.ReleaseType != rf2.Full {
			return false, &Error{
				Problem: ProblemSnapshotTooNew,
				Message: fmt.Sprintf("%s:%d: the Snapshot has a row of effective time %q, later than the as-of date %s: what was there before it isn't told", p.input.file.Path, line, date, asOf),
				Hint:    "pass the package that has Full files, or the Snapshot of that day",
			}
		}
		p.passedOver++
		p.earliest = earlier(p.earliest, date)
		return false, nil
	}
	p.lines.add(line)
	p.stamps.add(p.stampNumbers.number(stampKey{date, active, module}))
	return true, nil
}

// language returns a language code without a copy for each row.
func (p *part) language(code []byte) string {
	s, ok := p.languages[string(code)]
	if !ok {
		s = string(code)
		p.languages[s] = s
	}
	return s
}

func (r *reader) readRows(ctx context.Context, p *part, options rf2.Options) error {
	asOf := r.options.AsOf
	f := p.input.file
	switch f.Kind {
	case rf2.KindConcept:
		return rf2.ReadConcepts(ctx, f, options, func(row *rf2.ConceptRow) error {
			ok, err := p.head(asOf, row.Line, row.EffectiveTime, row.Active, row.ModuleID)
			if ok {
				p.ids.add(row.ID)
				p.keys.add(p.idNumbers.number(row.DefinitionStatusID))
			}
			return err
		})
	case rf2.KindDescription, rf2.KindTextDefinition:
		return rf2.ReadDescriptions(ctx, f, options, func(row *rf2.DescriptionRow) error {
			ok, err := p.head(asOf, row.Line, row.EffectiveTime, row.Active, row.ModuleID)
			if ok {
				p.ids.add(row.ID)
				p.sources.add(row.ConceptID)
				p.keys.add(p.descriptionKeys.number(descriptionKey{p.language(row.LanguageCode), row.TypeID, row.CaseSignificanceID}))
				p.texts.add(p.writer.add(row.Term))
			}
			return err
		})
	case rf2.KindRelationship, rf2.KindStatedRelationship:
		return rf2.ReadRelationships(ctx, f, options, func(row *rf2.RelationshipRow) error {
			ok, err := p.head(asOf, row.Line, row.EffectiveTime, row.Active, row.ModuleID)
			if ok {
				p.ids.add(row.ID)
				p.sources.add(row.SourceID)
				p.destinations.add(row.DestinationID)
				p.numbers.add(row.Group)
				p.keys.add(p.relationshipKeys.number(relationshipKey{row.TypeID, row.CharacteristicTypeID, row.ModifierID}))
			}
			return err
		})
	case rf2.KindConcreteRelationship:
		return rf2.ReadConcreteRelationships(ctx, f, options, func(row *rf2.ConcreteRelationshipRow) error {
			ok, err := p.head(asOf, row.Line, row.EffectiveTime, row.Active, row.ModuleID)
			if ok {
				p.ids.add(row.ID)
				p.sources.add(row.SourceID)
				p.texts.add(p.writer.addShared(row.Value))
				p.numbers.add(row.Group)
				p.keys.add(p.relationshipKeys.number(relationshipKey{row.TypeID, row.CharacteristicTypeID, row.ModifierID}))
			}
			return err
		})
	case rf2.KindIdentifier:
		return rf2.ReadIdentifiers(ctx, f, options, func(row *rf2.IdentifierRow) error {
			ok, err := p.head(asOf, row.Line, row.EffectiveTime, row.Active, row.ModuleID)
			if ok {
				p.numbers.add(p.idNumbers.number(row.IdentifierSchemeID))
				p.texts.add(p.writer.add(row.AlternateIdentifier))
				p.sources.add(row.ReferencedComponentID)
			}
			return err
		})
	default:
		p.fields = make([]partField, len(f.Fields))
		return rf2.ReadMembers(ctx, f, options, func(row *rf2.MemberRow) error {
			ok, err := p.head(asOf, row.Line, row.EffectiveTime, row.Active, row.ModuleID)
			if !ok {
				return err
			}
			p.uuids.add(row.ID)
			p.numbers.add(p.idNumbers.number(row.RefsetID))
			p.sources.add(row.ReferencedComponentID)
			for i := range row.Fields {
				field, to := &row.Fields[i], &p.fields[i]
				switch field.Type {
				case rf2.ComponentColumn:
					to.ids.add(field.ID)
				case rf2.IntegerColumn:
					to.integers.add(int32(field.Integer))
				default:
					to.texts.add(p.writer.addShared(field.Text))
				}
			}
			return nil
		})
	}
}

// assemble puts the parts of each table one behind the other, in the order of
// the files.
func (r *reader) assemble(parts []*part) {
	byKind := map[rf2.Kind][]*part{}
	byPattern := map[string][]*part{}
	for _, p := range parts {
		r.rows.notices = append(r.rows.notices, p.notices...)
		r.rows.passedOver += p.passedOver
		r.rows.earliest = earlier(r.rows.earliest, p.earliest)
		r.rows.skipped = append(r.rows.skipped, p.skipped...)
		switch kind := p.input.file.Kind; kind {
		case rf2.KindRefset:
			pattern := patternOf(p.input.file)
			byPattern[pattern] = append(byPattern[pattern], p)
		case rf2.KindTextDefinition:
			byKind[rf2.KindDescription] = append(byKind[rf2.KindDescription], p)
		default:
			byKind[kind] = append(byKind[kind], p)
		}
	}

	list := byKind[rf2.KindConcept]
	r.rows.concepts = conceptTable{head: r.head(list), ids: flattenPart(list, partIDs), statuses: flattenPart(list, partKeys)}
	list = byKind[rf2.KindDescription]
	r.rows.descriptions = descriptionTable{
		head: r.head(list), ids: flattenPart(list, partIDs), concepts: flattenPart(list, partSources),
		keys: flattenPart(list, partKeys), terms: flattenPart(list, partTexts),
	}
	r.rows.relationships = r.relationshipTable(byKind[rf2.KindRelationship])
	r.rows.stated = r.relationshipTable(byKind[rf2.KindStatedRelationship])
	r.rows.concrete = r.relationshipTable(byKind[rf2.KindConcreteRelationship])
	list = byKind[rf2.KindIdentifier]
	r.rows.identifiers = identifierTable{
		head: r.head(list), schemes: flattenPart(list, partNumbers),
		codes: flattenPart(list, partTexts), components: flattenPart(list, partSources),
	}
	for pattern, list := range byPattern {
		t := &memberTable{
			head: r.head(list), pattern: pattern, ids: flattenPart(list, func(p *part) *column[rf2.UUID] { return &p.uuids }),
			refsets: flattenPart(list, partNumbers), components: flattenPart(list, partSources),
			fields: make([]fieldColumn, len(pattern)),
		}
		for _, p := range list {
			t.chunks = append(t.chunks, p.chunks...)
		}
		for i := range t.fields {
			f := &t.fields[i]
			f.kind = terminology.FieldKind(pattern[i])
			switch f.kind {
			case terminology.FieldComponent:
				f.ids = flattenPart(list, func(p *part) *column[sctid.ID] { return &p.fields[i].ids })
			case terminology.FieldInteger:
				f.integers = flattenPart(list, func(p *part) *column[int32] { return &p.fields[i].integers })
			default:
				f.texts = flattenPart(list, func(p *part) *column[textRef] { return &p.fields[i].texts })
			}
		}
		r.rows.members = append(r.rows.members, t)
	}
	slices.SortFunc(r.rows.members, func(a, b *memberTable) int { return strings.Compare(a.pattern, b.pattern) })
}

func partIDs(p *part) *column[sctid.ID]          { return &p.ids }
func partSources(p *part) *column[sctid.ID]      { return &p.sources }
func partDestinations(p *part) *column[sctid.ID] { return &p.destinations }
func partKeys(p *part) *column[uint32]           { return &p.keys }
func partNumbers(p *part) *column[uint32]        { return &p.numbers }
func partTexts(p *part) *column[textRef]         { return &p.texts }

func (r *reader) head(list []*part) head {
	h := head{dict: r.rows.dict, texts: r.rows.texts}
	start := 0
	for _, p := range list {
		h.origins.addPart(start, p.input, &p.lines)
		start += p.stamps.n
	}
	h.stamps = flattenPart(list, func(p *part) *column[uint32] { return &p.stamps })
	return h
}

// relationshipTable makes the table of one kind of relationship. Concrete
// values have texts, the others destinations.
func (r *reader) relationshipTable(list []*part) relationshipTable {
	t := relationshipTable{
		head: r.head(list), ids: flattenPart(list, partIDs), sources: flattenPart(list, partSources),
		groups: flattenPart(list, partNumbers), keys: flattenPart(list, partKeys),
	}
	if destinations := flattenPart(list, partDestinations); len(destinations) > 0 {
		t.destinations = destinations
	}
	if values := flattenPart(list, partTexts); len(values) > 0 {
		t.values = values
	}
	return t
}

// patternOf returns the letters of a reference set file's additional columns.
func patternOf(f *rf2.File) string {
	letters := make([]byte, len(f.Fields))
	for i, c := range f.Fields {
		letters[i] = byte(c.Type)
	}
	return string(letters)
}

func integerText(n int64) string { return strconv.FormatInt(n, 10) }
