package main

import (
	"context"
	"os"
	"strconv"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	firnv1 "github.com/firn-sct/firn/proto/firn/v1"
	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/ecl"
	"github.com/firn-sct/firn/terminology/sctid"
	"github.com/firn-sct/firn/terminology/validate"
)

// limitOf makes the limit of a request, with what a list file adds to it, into one of
// package validate, and says it in words. It is nil for none.
func (p *process) limitOf(ctx context.Context, release *terminology.Release, m *firnv1.ConceptLimit, list string) (*validate.Limit, string, error) {
	var words []string
	set, err := limitSet(ctx, release, m)
	if err != nil {
		return nil, "", err
	}
	if set != nil {
		words = append(words, limitWords(m)...)
	}
	if list == "" {
		if set == nil {
			return nil, "", nil
		}
		return validate.NewLimit(release, set), strings.Join(words, ", and "), nil
	}
	if set != nil {
		return nil, "", usagef("give the list alone, or write it as a constraint", "a list of codes can't be combined with another limit")
	}
	file, err := os.Open(list)
	if err != nil {
		return nil, "", inputFile("the list of codes", err)
	}
	defer file.Close()
	limit, unknown, err := validate.ReadLimit(release, file)
	if err != nil {
		return nil, "", usagef("each line begins with a concept id", "%s: %v", list, err)
	}
	if unknown > 0 {
		p.warn("%s of %s not in the release", plural(unknown, "code", "codes"), list)
	}
	return limit, "codes in " + list, nil
}

func limitSet(ctx context.Context, release *terminology.Release, m *firnv1.ConceptLimit) (*roaring.Bitmap, error) {
	if m == nil {
		return nil, nil
	}
	ids := func(numbers []uint64) []sctid.ID {
		return convert(numbers, func(n uint64) sctid.ID { return sctid.ID(n) })
	}
	limit := terminology.Limit{
		DescendantsOf: ids(m.GetDescendantsOf()), DescendantsOrSelfOf: ids(m.GetDescendantsOrSelfOf()),
		MembersOf: ids(m.GetMembersOf()), ExcludeMembersOf: ids(m.GetExcludeMembersOf()),
		SemanticTags: m.GetSemanticTags(), ModuleIDs: ids(m.GetModuleIds()), DefinitionStatusIDs: ids(m.GetDefinitionStatusIds()),
	}
	if text := m.GetEcl(); text != "" {
		var err error
		if limit.Set, err = ecl.NewEngine(release, ecl.EngineOptions{}).Set(ctx, text); err != nil {
			return nil, err
		}
	}
	set, err := release.LimitSet(limit)
	return set, limitError(err)
}

// limitWords says a limit in words, as constraints where there are some for it.
func limitWords(m *firnv1.ConceptLimit) []string {
	var words []string
	list := func(before string, numbers []uint64) {
		if len(numbers) == 0 {
			return
		}
		texts := make([]string, len(numbers))
		for i, n := range numbers {
			texts[i] = before + strconv.FormatUint(n, 10)
		}
		words = append(words, strings.Join(texts, " OR "))
	}
	list("< ", m.GetDescendantsOf())
	list("<< ", m.GetDescendantsOrSelfOf())
	list("^ ", m.GetMembersOf())
	list("not ^ ", m.GetExcludeMembersOf())
	list("module ", m.GetModuleIds())
	list("definition status ", m.GetDefinitionStatusIds())
	if m.GetEcl() != "" {
		words = append(words, m.GetEcl())
	}
	return words
}
