package synth

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// write writes the package of a built release, file by file.
func write(ctx context.Context, b *builder, dates []string, sink Sink) (*Summary, error) {
	w := newWriter(ctx, b, dates, sink)
	types := w.types()
	summary, err := w.summary()
	if err != nil {
		return nil, err
	}
	for _, w.typ = range types {
		if err := inOrder([]func() error{w.coreFiles, w.contentFiles, w.mapFiles, w.metadataFiles}); err != nil {
			return nil, err
		}
	}
	if err := w.texts(summary); err != nil {
		return nil, err
	}
	if b.err != nil {
		return nil, b.err
	}
	return summary, nil
}

// newWriter makes the writer of a package.
func newWriter(ctx context.Context, b *builder, dates []string, sink Sink) *writer {
	w := &writer{ctx: ctx, b: b, dates: dates, sink: sink, rows: map[string]int{}}
	w.modules[moduleCore] = 900000000000207008
	w.modules[moduleModel] = 900000000000012004
	w.modules[moduleContent] = w.named("Firn synthetic content module")
	w.modules[moduleEdition] = w.named("Firn synthetic edition module")
	return w
}

// types lists the forms in which the release is written.
func (w *writer) types() []releaseType {
	types := []releaseType{snapshotType}
	if w.b.cfg.Full {
		types = append(types, fullType)
	}
	if w.b.cfg.Delta {
		types = append(types, deltaType)
	}
	return types
}

// texts writes the files that aren't tables.
func (w *writer) texts(s *Summary) error {
	info := struct {
		EffectiveTime   string           `json:"effectiveTime"`
		PackageName     string           `json:"packageName"`
		IncludedModules []string         `json:"includedModules"`
		LanguageRefsets []map[string]any `json:"languageRefsets"`
		Licence         string           `json:"licenceStatement"`
	}{
		EffectiveTime: s.Date, PackageName: s.Package,
		Licence: "Synthetic content, made by Firn; not for clinical use. No licence is needed.",
	}
	for _, m := range []module{moduleEdition, moduleContent, moduleCore, moduleModel} {
		info.IncludedModules = append(info.IncludedModules, w.modules[m].String())
	}
	for _, r := range []dialectRefset{{dialectUS, refsetUS}, {dialectGB, refsetGB}, {dialectSV, s.SwedishRefset}} {
		info.LanguageRefsets = append(info.LanguageRefsets, map[string]any{"id": r.refset.String()})
	}
	text, err := json.MarshalIndent(info, "", "  ")
	if err != nil {
		return fmt.Errorf("synth: %w", err)
	}
	readme := strings.Join([]string{
		s.Package,
		"",
		"A synthetic release in the format of SNOMED CT, made by Firn from a seed.",
		"The content is made up. It is for trying and measuring software, and no",
		"source of medical knowledge. Identifiers in namespace 1999999 are Firn's.",
		"",
	}, "\r\n")
	if err := w.plain("Readme_en_"+s.Date+".txt", readme); err != nil {
		return err
	}
	return w.plain("release_package_information.json", string(text)+"\n")
}

func (w *writer) plain(path, text string) error {
	out, err := w.sink.Create(path)
	if err != nil {
		return fmt.Errorf("synth: creating %s: %w", path, err)
	}
	_, err = out.Write([]byte(text))
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return fmt.Errorf("synth: writing %s: %w", path, err)
	}
	return nil
}

// summary counts what was built and chooses the examples.
func (w *writer) summary() (*Summary, error) {
	b := w.b
	name, err := PackageName(b.cfg)
	if err != nil {
		return nil, err
	}
	s := &Summary{
		Package: name, Date: w.dates[len(w.dates)-1], Module: w.modules[moduleEdition], ContentModule: w.modules[moduleContent],
		SwedishRefset: w.named(swedishRefset), Rows: w.rows, Concepts: b.count(),
	}
	s.Release = "http://snomed.info/sct/" + s.Module.String() + "/version/" + s.Date
	shown := map[string]bool{}
	show := func(key string, c *concept) {
		if shown[key] {
			return
		}
		shown[key] = true
		term := c.preferred
		if term == "" {
			term = c.name
		}
		s.Examples = append(s.Examples, Example{Key: key, ID: c.id, Term: term})
	}
	for i := range b.concepts {
		c := &b.concepts[i]
		if c.key != "" {
			show(c.key, c)
		}
	}
	for i := range b.concepts {
		c := &b.concepts[i]
		if c.retired != nil {
			if a := c.retired.association; a == assocSameAs || a == assocReplacedBy {
				if b.concepts[c.retired.targets[0]].retired == nil {
					show(ExampleRetired, c)
				} else {
					show(ExampleChain, c)
				}
			}
			continue
		}
		s.ActiveConcepts++
		if c.defined {
			s.DefinedConcepts++
		}
		groups := uint8(0)
		for _, a := range c.attributes {
			groups = max(groups, a.group)
			if a.value == none && a.group > 0 {
				show(ExampleDrug, c)
			}
		}
		if groups > 1 {
			show(ExampleGrouped, c)
		}
		if b.sided(c) {
			show(ExampleLateral, c)
		}
		if len(c.parents) > 1 && c.defined {
			show(ExampleMultiple, c)
		}
	}
	return s, nil
}
