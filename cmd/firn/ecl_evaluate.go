package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"github.com/firn-sct/firn/cmd/firn/internal/tables"
	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
)

var eclOrders = map[string]firnv1.EclOrder{
	"id":        firnv1.EclOrder_ECL_ORDER_CONCEPT_ID,
	"term":      firnv1.EclOrder_ECL_ORDER_PREFERRED_TERM,
	"hierarchy": firnv1.EclOrder_ECL_ORDER_HIERARCHY,
}

// evaluate prints the concepts, the rows, or their number.
func (f *eclCommand) evaluate(p *process, c *client, text string) error {
	request := &firnv1.EvaluateRequest{
		Ecl: text, Release: f.Release, Dialects: f.Dialect, Strict: f.Strict, Order: eclOrders[f.Order], CountOnly: f.Count,
	}
	var table tables.Table
	printed, total, rows := 0, 0, false
	err := everyPage(func(token string) (string, error) {
		request.PageToken, request.PageSize = token, pageOfRows
		if f.Limit > 0 {
			request.PageSize = uint32(min(pageOfRows, f.Limit-printed))
		}
		page, err := c.ecl.Evaluate(c.ctx, request)
		if err != nil {
			return "", limitError(err)
		}
		if token == "" {
			p.eclWarnings(page.GetWarnings())
			total, rows = int(page.GetTotalSize()), len(page.GetColumns()) > 0
			if rows && !f.JSON {
				table.Header = convert(page.GetColumns(), (*firnv1.EclColumn).GetName)
			}
		}
		if f.Count {
			if f.JSON {
				return "", p.json(eclCountObject{page.GetRelease(), total})
			}
			p.line("%d", total)
			return "", nil
		}
		printed += len(page.GetConcepts()) + len(page.GetRows())
		if err := f.printPage(p, &table, page); err != nil {
			return "", err
		}
		if printed == f.Limit {
			return "", nil
		}
		return page.GetNextPageToken(), nil
	})
	if err != nil {
		return err
	}
	if !f.Count && !f.JSON && total > 0 {
		if err := table.Write(p.out); err != nil {
			return err
		}
	}
	return f.finish(p, printed, total, rows)
}

// finish says how many there are, to people who were shown some of them.
func (f *eclCommand) finish(p *process, printed, total int, rows bool) error {
	switch {
	case total == 0:
		if rows {
			p.say("no row meets the constraint")
		} else if !f.Count {
			p.say("no concept meets the constraint")
		}
		return errNo
	case f.Count || f.JSON:
	case rows && printed < total:
		p.say("%s of %s; --limit 0 prints all", thousands(printed), plural(total, "row", "rows"))
	case rows:
		p.say("%s", plural(total, "row", "rows"))
	default:
		p.say("%s", searchSummary(printed, total))
	}
	return nil
}

// eclCountObject is the answer of --count --json.
type eclCountObject struct {
	Release string `json:"release"`
	Count   int    `json:"count"`
}

func (f *eclCommand) printPage(p *process, table *tables.Table, page *firnv1.EvaluateResponse) error {
	for _, concept := range page.GetConcepts() {
		if f.JSON {
			if err := p.json(newConceptObject(concept)); err != nil {
				return err
			}
			continue
		}
		tag := concept.GetSemanticTag()
		if !concept.GetActive() {
			tag += " (inactive)"
		}
		table.Add(componentID(concept.GetConceptId()).String(), concept.GetPreferredTerm(), tag)
	}
	for _, row := range page.GetRows() {
		if f.JSON {
			object, err := eclRowJSON(page.GetColumns(), row)
			if err != nil {
				return err
			}
			if err := p.json(object); err != nil {
				return err
			}
			continue
		}
		table.Add(convert(row.GetValues(), eclValueText)...)
	}
	return nil
}

// eclRowJSON makes an object of a row, whose keys come in the order of the columns.
// A value that the row's reference set has no column for is null.
func eclRowJSON(columns []*firnv1.EclColumn, row *firnv1.EclRow) (json.RawMessage, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, value := range row.GetValues() {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(columns[i].GetName())
		if err != nil {
			return nil, err
		}
		var plain any
		switch v := value.GetValue().(type) {
		case *firnv1.EclValue_ComponentId:
			plain = componentID(v.ComponentId)
		case *firnv1.EclValue_Integer:
			plain = v.Integer
		case *firnv1.EclValue_Text:
			plain = v.Text
		}
		text, err := json.Marshal(plain)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(text)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func eclValueText(value *firnv1.EclValue) string {
	switch v := value.GetValue().(type) {
	case *firnv1.EclValue_ComponentId:
		return componentID(v.ComponentId).String()
	case *firnv1.EclValue_Integer:
		return strconv.FormatInt(v.Integer, 10)
	case *firnv1.EclValue_Text:
		return v.Text
	}
	return ""
}

// ids prints bare ids, all of them.
func (f *eclCommand) ids(p *process, c *client, text string) error {
	order := eclOrders[f.Order]
	if f.Order == "term" {
		return usagef("leave --ids out for the order of terms", "--ids has no terms to order by: expected --order id or hierarchy")
	}
	stream, err := c.ecl.StreamConceptIds(c.ctx, &firnv1.StreamConceptIdsRequest{Ecl: text, Release: f.Release, Strict: f.Strict, Order: order})
	if err != nil {
		return err
	}
	total := 0
	for first := true; ; first = false {
		message, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return limitError(err)
		}
		if first {
			total = int(message.GetCount())
			p.eclWarnings(message.GetWarnings())
		}
		var line []byte
		for _, id := range message.GetConceptIds() {
			line = append(strconv.AppendUint(line[:0], id, 10), '\n')
			if _, err := p.out.Write(line); err != nil {
				return err
			}
		}
	}
	if total == 0 {
		return errNo
	}
	return nil
}
