package synth

import "strings"

// Made-up words: names of species, drugs and people that sound right and mean
// nothing. A word is a few syllables and an ending.

var (
	onsets  = []string{"b", "br", "c", "cl", "d", "dr", "f", "g", "gl", "h", "l", "m", "n", "p", "pr", "r", "s", "sp", "st", "t", "tr", "v"}
	vowels  = []string{"a", "e", "i", "o", "u", "ae", "io"}
	codas   = []string{"", "", "", "l", "n", "r", "s", "m"}
	genera  = []string{"ella", "bacter", "monas", "coccus", "myces", "ium", "ia", "omyxa", "virga", "theca"}
	epithet = []string{"ensis", "alis", "osa", "ica", "ata", "ina", "oides", "aris", "ula", "escens"}
	drugEnd = []string{"olol", "april", "artan", "azole", "micin", "oxacin", "statin", "idine", "mab", "tinib", "vir", "amide", "etine", "oprost", "gliptin"}
	surname = []string{"berg", "strand", "well", "hurst", "mann", "sen", "ford", "etti", "ova", "vik", "lund", "by", "worth"}
)

func syllables(r *rng, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(pick(r, onsets))
		b.WriteString(pickSkewed(r, vowels))
		b.WriteString(pickSkewed(r, codas))
	}
	return b.String()
}

func genusName(r *rng) string { return upperFirst(syllables(r, 1+r.intN(2)) + pick(r, genera)) }

func epithetName(r *rng) string { return syllables(r, 1+r.intN(2)) + pick(r, epithet) }

func drugName(r *rng) string { return syllables(r, 2) + pick(r, drugEnd) }

func surnameName(r *rng) string { return upperFirst(syllables(r, 1) + pick(r, surname)) }
