package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/firn-sct/firn/terminology/sctid"
)

// bulkConfig is the configuration file of validate, see docs/validate.md. The flags
// of the same names go before it.
type bulkConfig struct {
	Inputs        []string       `yaml:"inputs"`
	Format        string         `yaml:"format"`
	Header        string         `yaml:"header"`
	Release       string         `yaml:"release"`
	Dialect       string         `yaml:"dialect"`
	Columns       []columnConfig `yaml:"columns"`
	Out           string         `yaml:"out"`
	Rows          string         `yaml:"rows"`
	SummaryJSON   string         `yaml:"summaryJson"`
	HTML          string         `yaml:"html"`
	Fix           string         `yaml:"fix"`
	FixLog        string         `yaml:"fixLog"`
	Checkpoint    string         `yaml:"checkpoint"`
	MaxUnreadable *int64         `yaml:"maxUnreadable"`
}

// columnConfig is a coded column.
type columnConfig struct {
	Name     string      `yaml:"name"`
	Code     string      `yaml:"code"`
	Display  string      `yaml:"display"`
	Date     string      `yaml:"date"`
	Optional bool        `yaml:"optional"`
	Limit    limitConfig `yaml:"limit"`
}

// limitConfig is a column's limit. A code must satisfy all that is given.
type limitConfig struct {
	ECL                 string     `yaml:"ecl"`
	List                string     `yaml:"list"` // a file of codes
	DescendantsOf       []configID `yaml:"descendantsOf"`
	DescendantsOrSelfOf []configID `yaml:"descendantsOrSelfOf"`
	MembersOf           []configID `yaml:"membersOf"`
}

// configID is an id, which YAML may take for a number.
type configID sctid.ID

// UnmarshalYAML implements [yaml.Unmarshaler].
func (id *configID) UnmarshalYAML(node *yaml.Node) error {
	parsed, err := sctid.Parse(strings.TrimSpace(node.Value))
	if err != nil {
		return usagef("", "line %d: %v", node.Line, err)
	}
	*id = configID(parsed)
	return nil
}

// readBulkConfig reads a configuration file. A key that isn't known is an error.
func readBulkConfig(path string) (*bulkConfig, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, inputFile("--config", err)
	}
	var c bulkConfig
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		return nil, usagef("docs/validate.md has all keys", "--config %s: %s", path, strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if len(c.Columns) > 1 {
		for i := range c.Columns {
			if column := &c.Columns[i]; column.Name == "" {
				column.Name = column.Code
			}
		}
	}
	return &c, nil
}
