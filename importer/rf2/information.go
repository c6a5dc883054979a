package rf2

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/firn-sct/firn/terminology/sctid"
)

const (
	informationName = "release_package_information.json"
	// maxInformationBytes is far more than any package has.
	maxInformationBytes = 4 << 20
)

// Information is what a release_package_information.json says. The file's
// fields differ from publisher to publisher and all are optional, so
// everything here is a hint and may be empty. Ids stand in the file's order.
type Information struct {
	Path                     string // as shown to people
	EffectiveTime            Date
	DeltaFromDate            Date
	DeltaToDate              Date
	PreviousPublishedPackage string
	LicenceStatement         string
	ModuleIDs                []sctid.ID // includedModules, modules, …
	LanguageRefsetIDs        []sctid.ID // languageRefset, languageRefsets
}

// information reads the file. One that isn't JSON is ignored, as nothing
// depends on it.
func (c *collector) information(e *entry) {
	data, err := readAll(e, maxInformationBytes)
	if err != nil {
		c.ignore(e.inner, "can't be read: "+err.Error())
		return
	}
	info, err := parseInformation(data)
	if err != nil {
		c.ignore(e.inner, "isn't JSON: "+err.Error())
		return
	}
	info.Path = c.show(e.inner)
	c.pkg.Information = append(c.pkg.Information, info)
}

func readAll(e *entry, limit int64) ([]byte, error) {
	r, err := e.open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("more than %d bytes", limit)
	}
	return data, err
}

// parseInformation reads the fields it knows, whatever the case of their names.
func parseInformation(data []byte) (*Information, error) {
	var all map[string]json.RawMessage
	if err := json.Unmarshal(bytes.TrimPrefix(data, []byte(byteOrderMark)), &all); err != nil {
		return nil, err
	}
	info := &Information{}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		value := all[key]
		key = strings.ToLower(key)
		switch {
		case key == "effectivetime":
			info.EffectiveTime = jsonDate(value)
		case key == "deltafromdate":
			info.DeltaFromDate = jsonDate(value)
		case key == "deltatodate":
			info.DeltaToDate = jsonDate(value)
		case key == "previouspublishedpackage":
			info.PreviousPublishedPackage = jsonText(value)
		case key == "licencestatement", key == "licensestatement":
			info.LicenceStatement = jsonText(value)
		}
	}
	// In a fixed order, so that a file with both forms reads the same each time.
	info.ModuleIDs = jsonIDs(all, "includedModules", "includedModule", "modules", "module", "moduleId")
	info.LanguageRefsetIDs = jsonIDs(all, "languageRefsets", "languageRefset")
	return info, nil
}

// jsonText returns a string, or the digits of a number.
func jsonText(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	return ""
}

func jsonDate(raw json.RawMessage) Date {
	if d, ok := parseDate([]byte(jsonText(raw))); ok {
		return d
	}
	return 0
}

// jsonIDs gathers the concept identifiers within the named fields. Publishers
// write them as strings, as numbers, as the keys of objects ({"<id>": "<term>"})
// and as their values ({"id": "<id>"}): every token that is a concept
// identifier counts.
func jsonIDs(all map[string]json.RawMessage, names ...string) []sctid.ID {
	var ids []sctid.ID
	seen := make(map[sctid.ID]bool)
	for _, name := range names {
		for _, key := range slices.Sorted(maps.Keys(all)) {
			if !strings.EqualFold(key, name) {
				continue
			}
			d := json.NewDecoder(bytes.NewReader(all[key]))
			d.UseNumber()
			for {
				token, err := d.Token()
				if err != nil {
					break
				}
				id, err := sctid.Parse(fmt.Sprint(token))
				if err == nil && id.Kind() == sctid.KindConcept && !seen[id] {
					seen[id] = true
					ids = append(ids, id)
				}
			}
		}
	}
	return ids
}
