package main

import (
	"errors"
	"io"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/maps"
	"github.com/firn-sct/firn/terminology/sctid"
)

type mapCommand struct {
	IDs []string `arg:"" optional:"" name:"id" help:"Concept ids; - reads more of them from standard input, one a line."`
	question
	dialects
	To   string  `group:"form" placeholder:"MAP" help:"The map: its reference set's id, or its code system, such as icd-10 or http://hl7.org/fhir/sid/icd-10."`
	From *string `group:"form" placeholder:"CODE" help:"The other way round: the concepts of this code in the map of --to. May be empty."`
	Into string  `group:"form" placeholder:"ECL" help:"Map into a set instead: the most specific concepts of this expression constraint that subsume each one."`
	JSON bool    `name:"json" group:"form" help:"Print one JSON object a line; see above."`

	Prefix  bool `group:"form" help:"With --from: every code that begins so."`
	Nearest bool `group:"form" help:"With --to: for a concept without a row, the rows of its nearest ancestors that have some, marked as such."`
	Chosen  bool `group:"form" help:"With --to: leave out rows that are certainly not to be used."`

	Age         string     `group:"record" placeholder:"AGE" help:"The patient's age in completed units, such as 12y, 6 months, 2w or 28d."`
	Sex         string     `group:"record" enum:"female,male,other,unknown" default:"unknown" help:"The patient's sex: female, male, other or unknown."`
	With        []sctid.ID `group:"record" placeholder:"ID" help:"Another concept of the patient's record; may be repeated."`
	WholeRecord bool       `group:"record" help:"The record has no other concept than those of --with."`
}

// Help implements [kong.HelpProvider].
func (mapCommand) Help() string {
	return `
Carries concepts to the codes of another code system, by the map reference sets of the release. Without --to and --into it lists the maps.

With --to MAP ID... it prints the rows of each concept by group and priority. Map rules are evaluated for the age, the sex and the concepts given. Where a concept has no row, --nearest gives those of its nearest ancestors. The column USE says of each row: "yes" (the one of its group), "otherwise" (the one, unless a row marked "if" before it applies), "if" (its rule is undecided: what is known doesn't tell) or "no". A row without a code says that there is none; its advice says why.

With --to MAP --from CODE it prints the rows that have the code. With --into ECL ID... it prints the most specific concepts of a set that subsume each concept: the concept itself where it is in the set.

With --json each concept, or row of --from, is one object a line. --to: conceptId, preferredTerm, status ("mapped", "unmapped", "borrowed" or "unknown-concept"), groups (block, number, decision and rows: code, priority, rule, ruleError, outcome, chosen, advice, correlationId, correlation, categoryId, category) and nearest (conceptId, preferredTerm, distance, groups). --from: code, conceptId, preferredTerm, block, group, priority, rule, advice and so on. --into: conceptId, preferredTerm, status ("member", "subsumed", "none" or "unknown-concept") and members (conceptId, preferredTerm, distance).

Examples:

    firn map
    firn map --to icd-10 --age 40y --sex female 22298006
    firn map --to 447562003 --nearest --json - < ids.txt
    firn map --to icd-10 --from I21 --prefix
    firn map --into '<! 64572001' 22298006

Exit codes: 0 every concept has a row, or a member; 1 some have none, or the release lacks them; 2 bad usage or input (or no release to ask); 3 the system failed.
`
}

// Run implements the command.
func (f *mapCommand) Run(p *process) error {
	if err := f.check(); err != nil {
		return err
	}
	ids, err := readIDs(p, f.IDs)
	if err != nil {
		return err
	}
	record, err := f.record()
	if err != nil {
		return err
	}
	c, err := f.open(p)
	if err != nil {
		return err
	}
	defer c.close()
	switch {
	case f.Into != "":
		return f.into(p, c, ids)
	case f.From != nil:
		return f.from(p, c)
	case f.To != "":
		return f.to(p, c, ids, record)
	default:
		return f.list(p, c)
	}
}

// check refuses flags that don't go together.
func (f *mapCommand) check() error {
	ofRecord := f.Age != "" || f.Sex != "unknown" || len(f.With) > 0 || f.WholeRecord
	translates := f.To != "" && f.From == nil
	switch {
	case f.To != "" && f.Into != "":
		return usagef("leave one of them out", "--to names a map and --into a set: not both")
	case f.From != nil && f.To == "":
		return usagef("firn map lists the maps", "--from needs --to, the map that has the code")
	case f.From != nil && len(f.IDs) > 0:
		return usagef("leave one of them out", "--from asks for concepts: expected no concept ids")
	case f.Prefix && f.From == nil:
		return usagef("", "--prefix goes with --from")
	case !translates && (f.Nearest || f.Chosen || ofRecord):
		return usagef("", "--nearest, --chosen, --age, --sex, --with and --whole-record go with --to and concept ids")
	case (translates || f.Into != "") && len(f.IDs) == 0:
		return usagef("- reads them from standard input", "give concept ids")
	case f.To == "" && f.Into == "" && len(f.IDs) > 0:
		return usagef("firn map lists the maps", "give --to MAP or --into ECL")
	}
	return nil
}

// record makes the patient's record of the flags.
func (f *mapCommand) record() (*firnv1.PatientRecord, error) {
	record := &firnv1.PatientRecord{
		Sex:        map[string]firnv1.Sex{"female": firnv1.Sex_SEX_FEMALE, "male": firnv1.Sex_SEX_MALE, "other": firnv1.Sex_SEX_OTHER}[f.Sex],
		ConceptIds: convert(f.With, func(id sctid.ID) uint64 { return uint64(id) }), Complete: f.WholeRecord,
	}
	if f.Age == "" {
		return record, nil
	}
	age, err := maps.ParseAge(f.Age)
	if err != nil {
		return nil, err
	}
	units := map[maps.Unit]firnv1.AgeUnit{
		maps.Hours: firnv1.AgeUnit_AGE_UNIT_HOURS, maps.Days: firnv1.AgeUnit_AGE_UNIT_DAYS, maps.Weeks: firnv1.AgeUnit_AGE_UNIT_WEEKS,
		maps.Months: firnv1.AgeUnit_AGE_UNIT_MONTHS, maps.Years: firnv1.AgeUnit_AGE_UNIT_YEARS,
	}
	record.Age = &firnv1.Age{Number: uint32(age.Number), Unit: units[age.Unit]}
	return record, nil
}

// list prints the maps of the release.
func (f *mapCommand) list(p *process, c *client) error {
	r, err := c.maps.ListMaps(c.ctx, &firnv1.ListMapsRequest{Release: f.Release, Dialects: f.Dialect})
	if err != nil {
		return err
	}
	if len(r.GetMaps()) == 0 {
		p.say("the release has no map")
		return errNo
	}
	return printMaps(p, r.GetMaps(), f.JSON)
}

// fewConcepts is for how many concepts a table of the whole map isn't worth making.
const fewConcepts = 50

// to prints the codes of concepts: of a few one by one, of many by a stream.
func (f *mapCommand) to(p *process, c *client, ids []sctid.ID, record *firnv1.PatientRecord) error {
	out := mapPrinter{p: p, json: f.JSON, nearest: f.Nearest}
	if len(ids) <= fewConcepts {
		for _, id := range ids {
			if err := f.one(c, &out, id, record, len(ids) == 1); err != nil {
				return err
			}
		}
		return out.end()
	}
	stream, err := c.maps.MapConceptStream(c.ctx)
	if err != nil {
		return err
	}
	defer stream.CloseSend()
	for batch := range batches(ids) {
		request := &firnv1.MapConceptStreamRequest{
			ConceptIds: batch, Map: f.To, NearestAncestors: f.Nearest, ChosenOnly: f.Chosen, Release: f.Release, Dialects: f.Dialect,
		}
		for range batch {
			request.Records = append(request.Records, record)
		}
		if err := stream.Send(request); err != nil && !errors.Is(err, io.EOF) {
			return err // of io.EOF Recv knows more
		}
		response, err := stream.Recv()
		if err != nil {
			return limitError(err) // the only names in the request are those of the map and the release
		}
		if err := f.printBatch(c, &out, batch, response); err != nil {
			return err
		}
	}
	return out.end()
}

// one prints the codes of a concept. If it is the only one, it is an error that the
// release doesn't have it.
func (f *mapCommand) one(c *client, out *mapPrinter, id sctid.ID, record *firnv1.PatientRecord, only bool) error {
	r, err := c.maps.MapConcept(c.ctx, &firnv1.MapConceptRequest{
		ConceptId: uint64(id), Map: f.To, Record: record, NearestAncestors: f.Nearest, ChosenOnly: f.Chosen, Release: f.Release, Dialects: f.Dialect,
	})
	if s, ok := grpcStatus(err); ok && !only && reasonOf(s) == string(terminology.ReasonConceptNotFound) {
		return out.concept(&firnv1.ConceptSummary{ConceptId: uint64(id)}, firnv1.MapStatus_MAP_STATUS_UNKNOWN_CONCEPT, nil, nil)
	}
	if err != nil {
		return mapError(err)
	}
	status := firnv1.MapStatus_MAP_STATUS_UNMAPPED
	switch {
	case len(r.GetGroups()) > 0:
		status = firnv1.MapStatus_MAP_STATUS_MAPPED
	case len(r.GetNearest()) > 0:
		status = firnv1.MapStatus_MAP_STATUS_BORROWED
	}
	return out.concept(r.GetConcept(), status, r.GetGroups(), r.GetNearest())
}

// mapError is the error of a request with a concept and a map. A map that isn't there
// is bad input, other than a concept that isn't.
func mapError(err error) error {
	if s, ok := grpcStatus(err); ok && reasonOf(s) == string(terminology.ReasonRefsetNotFound) {
		return limitError(err)
	}
	return err
}

// printBatch prints an answer of the stream.
func (f *mapCommand) printBatch(c *client, out *mapPrinter, batch []uint64, response *firnv1.MapConceptStreamResponse) error {
	if len(response.GetStatuses()) != len(batch) {
		return errors.New("the server's answer has another number of rows than the question")
	}
	summaries, err := f.summaries(c, batch)
	if err != nil {
		return err
	}
	details := response.GetDetails()
	for i, concept := range summaries {
		var detail *firnv1.MapDetail
		if len(details) > 0 && int(details[0].GetRow()) == i {
			detail, details = details[0], details[1:]
		}
		if err := out.concept(concept, response.GetStatuses()[i], detail.GetGroups(), detail.GetNearest()); err != nil {
			return err
		}
	}
	return nil
}

// summaries asks for the terms of concepts; one that the release lacks has its id
// alone.
func (f *mapCommand) summaries(c *client, ids []uint64) ([]*firnv1.ConceptSummary, error) {
	r, err := c.concepts.BatchGetConcepts(c.ctx, &firnv1.BatchGetConceptsRequest{
		ConceptIds: ids, View: firnv1.ConceptView_CONCEPT_VIEW_BASIC, Release: f.Release, Dialects: f.Dialect,
	})
	if err != nil {
		return nil, err
	}
	if len(r.GetResults()) != len(ids) {
		return nil, errors.New("the server's answer has another number of rows than the question")
	}
	summaries := make([]*firnv1.ConceptSummary, len(ids))
	for i, result := range r.GetResults() {
		summaries[i] = &firnv1.ConceptSummary{ConceptId: ids[i], PreferredTerm: result.GetConcept().GetPreferredTerm()}
	}
	return summaries, nil
}

// from prints the concepts of a code.
func (f *mapCommand) from(p *process, c *client) error {
	request := &firnv1.ListMappedConceptsRequest{Map: f.To, Code: *f.From, Release: f.Release, Dialects: f.Dialect, PageSize: pageOfRows}
	if f.Prefix {
		request.Match = firnv1.CodeMatch_CODE_MATCH_PREFIX
	}
	out := codePrinter{p: p, json: f.JSON}
	err := everyPage(func(token string) (string, error) {
		request.PageToken = token
		page, err := c.maps.ListMappedConcepts(c.ctx, request)
		if err != nil {
			return "", limitError(err)
		}
		for _, mapped := range page.GetMappedConcepts() {
			if err := out.row(mapped); err != nil {
				return "", err
			}
		}
		return page.GetNextPageToken(), nil
	})
	if err != nil {
		return err
	}
	return out.end()
}

// into prints the members of a set that subsume concepts.
func (f *mapCommand) into(p *process, c *client, ids []sctid.ID) error {
	out := intoPrinter{p: p, json: f.JSON}
	for batch := range batches(ids) {
		r, err := c.maps.MapInto(c.ctx, &firnv1.MapIntoRequest{
			ConceptIds: batch, Limit: &firnv1.ConceptLimit{Ecl: f.Into}, Release: f.Release, Dialects: f.Dialect,
		})
		if err != nil {
			return limitError(err)
		}
		for _, result := range r.GetResults() {
			if err := out.concept(result); err != nil {
				return err
			}
		}
	}
	return out.end()
}
