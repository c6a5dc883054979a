package synth

import (
	"math"
	"strings"
)

// Clinical words are made of the stems that clinical words are made of.
var (
	clinicalPrefixes = strings.Fields("hyper hypo peri endo epi para sub supra inter intra trans poly oligo hemi pan dys eu pseudo neo retro ante juxta meso macro micro brady tachy")
	clinicalRoots    = strings.Fields("cardi gastr nephr hepat neur oste arthr my dermat angi phleb arteri bronch pneumon pleur laryng pharyng rhin ot ophthalm kerat irid retin blephar gloss stomat gingiv odont cheil esophag enter duoden jejun ile col proct append cholecyst pancreat splen aden thyroid adren hypophys orchid prostat cyst ureter urethr hyster salping oophor colp vulv mast chondr tend burs fasci spondyl crani cephal encephal mening myel radicul gangli lymph hem thromb leuk erythr lip fibr scler melan carcin sarc neuroblast lipid glyc ket urin pigment kary cyt hist trich onych stern cost scapul humer femor tibi fibul tars carp metacarp phalang ischi sacr coccyg thorac abdomin pelv umbilic inguin")
	adjectiveEnds    = strings.Fields("al ic ar ous oid ary eal ian oidal otic itic atous ogenic ophilic otropic")
	nounEnds         = strings.Fields("itis osis opathy algia ectasia oma omalacia omegaly oplegia orrhagia orrhexis otrophy olysis ospasm ostenosis oplasia openia edema ocele olith")
	actionEnds       = strings.Fields("ectomy otomy ostomy oplasty opexy oscopy orrhaphy ography ometry ocentesis odesis olysis otripsy ogram")
	taxonEnds        = strings.Fields("ella bacter monas coccus myces ium ia ospira omyxa virga theca ophaga ula ops ida ina aria oides istes anthus odon")
	epithetEnds      = strings.Fields("ensis alis osa ica ata ina oides aris ula escens ianus ii icola iformis acea ipes ifera inus alba nigra")
	drugEnds         = strings.Fields("olol april artan azole micin oxacin statin idine umab tinib vir amide etine oprost gliptin oxetine azepam barbital cillin cef triptan prazole setron dronate caine curonium fibrate glitazone parin profen sartan thiazide zosin xaban ximab")
	chemicalEnds     = strings.Fields("ase in ine ol ide ate one ene yl ose an acid ester amine")
)

// root joins stems, each of which but the last gets an o.
func stems(r *rng, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte('o')
		}
		b.WriteString(pickSkewed(r, clinicalRoots))
	}
	return b.String()
}

// compound makes a clinical word with one of the endings.
func compound(r *rng, ends []string) string {
	word := ""
	if r.chance(0.35) {
		word = pickSkewed(r, clinicalPrefixes)
	}
	n := 1
	if r.chance(0.45) {
		n = 2
	}
	return word + stems(r, n) + pickSkewed(r, ends)
}

func clinicalAdjective(r *rng) string { return compound(r, adjectiveEnds) }

func clinicalNoun(r *rng) string { return compound(r, nounEnds) }

// personName is a surname, as eponyms have it.
func personName(r *rng) string { return upperFirst(syllables(r, 1+r.intN(2)) + pick(r, surname)) }

// zipf returns a number below n that is k with a chance in proportion to about
// 1/(k+1), as the ranks of words in a language are.
func (r *rng) zipf(n int) int {
	return min(int(math.Exp(r.float()*math.Log(float64(n)+1)))-1, n-1)
}

// leadWords are what stands before a name most often, commonest first.
var leadWords = map[string]string{
	"finding":   "chronic acute recurrent primary secondary severe mild multiple bilateral idiopathic hereditary familial diffuse focal localized generalized benign malignant traumatic postoperative superficial deep cystic fibrous nodular ulcerative hemorrhagic infective inflammatory autoimmune allergic drug-induced radiation-induced age-related occupational transient persistent progressive early late active inactive complete partial simple complicated uncomplicated obstructive nonobstructive spastic flaccid atypical classical juvenile senile infantile maternal fetal perinatal cyclical nocturnal exertional intermittent refractory subclinical symptomatic asymptomatic residual metastatic invasive noninvasive granulomatous necrotizing suppurative eosinophilic lymphocytic vascular ischemic metabolic toxic nutritional degenerative psychogenic functional structural mechanical",
	"procedure": "open laparoscopic endoscopic percutaneous emergency elective diagnostic therapeutic bilateral partial total radical revision primary secondary robotic image-guided ultrasound-guided fluoroscopic stereotactic transurethral transvaginal transabdominal intraoperative postoperative preoperative limited extended complete simple complex temporary permanent repeat urgent planned ambulatory manual mechanical laser-assisted microscopic wide local subtotal staged rapid continuous intermittent assisted supervised screening follow-up comparative quantitative qualitative three-dimensional dynamic static contrast high-resolution low-dose",
	"body":      "upper lower anterior posterior medial lateral superior inferior proximal distal superficial deep internal external ventral dorsal central peripheral cranial caudal anterolateral posterolateral anteromedial posteromedial inferolateral superomedial entire marginal terminal accessory common long short transverse oblique longitudinal intermediate",
	"morph":     "cystic papillary nodular diffuse focal necrotizing fibrous giant-cell spindle-cell clear-cell mucinous calcified linear spiral impacted superficial deep suppurative eosinophilic follicular well-differentiated poorly-differentiated moderately-differentiated undifferentiated invasive microinvasive metastatic in-situ atypical pleomorphic sclerosing pigmented serous villous tubular trabecular medullary ductal lobular",
	"object":    "disposable reusable sterile adult pediatric single-use coated flexible rigid powered portable radiopaque implantable external internal adjustable expandable polymeric metallic ceramic silicone biodegradable bioabsorbable drug-eluting electronic battery-powered manual wireless cemented uncemented left right large small neonatal infant tapered curved straight angled",
	"observe":   "baseline maximum minimum mean total peak trough relative absolute predicted expected measured reported fasting postprandial resting ambulatory nocturnal diurnal standing supine sitting",
	"event":     "accidental intentional work-related domestic witnessed unwitnessed sports-related agricultural maritime industrial nighttime recreational repeated suspected alleged fatal nonfatal preventable",
	"place":     "rural urban temporary community regional private public teaching specialist mobile military university pediatric geriatric psychiatric residential coastal mountain remote",
	"social":    "retired part-time trainee self-employed senior assistant seasonal chief deputy qualified registered independent volunteer freelance contracted visiting principal",
	"specimen":  "fresh frozen fixed fasting random timed early-morning pooled preserved heparinized centrifuged paraffin-embedded cultured unstained stained biopsy swab aspirate",
	"scale":     "modified abbreviated extended self-report observer revised pediatric geriatric bedside screening short long composite weighted national",
	"record":    "electronic paper signed draft summary confidential archived printed amended final interim scanned shared",
	"force":     "sustained intermittent intense faint pulsed lateral vertical rotational sudden gradual",
	"quality":   "very slightly moderately markedly extremely minimally nearly partly wholly newly formerly possibly definitely",
	"product":   "",
}
