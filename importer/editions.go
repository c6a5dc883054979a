package importer

import (
	"cmp"

	"github.com/firn-sct/firn/terminology"
	"github.com/firn-sct/firn/terminology/sctid"
)

// editionNames names the modules of well-known editions, for messages about
// modules that aren't there: their concepts aren't there either. SNOMED CT
// Extensions Guide, "Editions".
var editionNames = map[sctid.ID]string{
	terminology.CoreModule: "International Edition",
	449081005:              "International Spanish Edition",
	11000221109:            "Argentinian Edition",
	32506021000036107:      "Australian Edition",
	11000234105:            "Austrian Edition",
	11000172109:            "Belgian Edition",
	20621000087109:         "Canadian Edition, English",
	20611000087101:         "Canadian Edition",
	11000279109:            "Czech Edition",
	554471000005108:        "Danish Edition",
	11000181102:            "Estonian Edition",
	11000229106:            "Finnish Edition",
	11000315107:            "French Edition",
	11000274103:            "German Edition",
	1121000189102:          "Indian Edition",
	11000220105:            "Irish Edition",
	11000318109:            "Jamaican Edition",
	11000267109:            "Korean Edition",
	11000146104:            "Netherlands Edition",
	21000210109:            "New Zealand Edition",
	51000202101:            "Norwegian Edition",
	900000001000122104:     "Spanish national Edition",
	45991000052106:         "Swedish Edition",
	2011000195101:          "Swiss Edition",
	83821000000107:         "United Kingdom Edition",
	999000021000000109:     "United Kingdom Clinical Edition",
	999000011000001104:     "United Kingdom Drug Extension",
	731000124108:           "United States Edition",
	5991000124107:          "United States Edition with ICD-10-CM",
	5631000179106:          "Uruguayan Edition",
	11010000107:            "LOINC Ontology",
}

// nameModules names the modules that are missing and those that need them: by
// their fully specified names where the packages have them, else by the name of
// the edition.
func (r *rows) nameModules(missing []terminology.MissingModule) {
	if len(missing) == 0 {
		return // looking for names costs a look at every description
	}
	var ids []sctid.ID
	for _, m := range missing {
		ids = append(ids, m.ModuleID, m.NeededBy)
	}
	names := map[sctid.ID]string{}
	for _, c := range r.conceptNames(ids) {
		names[c.ID] = cmp.Or(c.Name, editionNames[c.ID])
	}
	for i := range missing {
		m := &missing[i]
		m.Name, m.NeededByName = names[m.ModuleID], names[m.NeededBy]
	}
}
