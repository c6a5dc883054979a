package ecl

import (
	"strings"
	"testing"

	"github.com/firn-sct/firn/terminology"
)

// accepted are queries with the canonical form that their meaning has; an empty
// one means that the query is canonical. A form that the specification doesn't
// have is marked lenient.
var accepted = []struct {
	text, canonical string
	lenient         bool
}{
	// Atoms.
	{text: "100005"},
	{text: " \t\r\n100005\n", canonical: "100005"},
	{text: "100005|a|", canonical: "100005"},
	{text: "100005 /* ' */ | a  b |", canonical: "100005"},
	{text: "100005|\ta\n|", canonical: "100005"},
	{text: "100005 |(<>\"'\\ä中|", canonical: "100005"},
	{text: "999999990989121104"},
	{text: "*"},
	{text: "any", canonical: "*"},
	{text: "( ( * ) )", canonical: "((*))"},
	{text: "LOINC#54486-6"},
	{text: "\"LOINC#54486-6\"", canonical: "LOINC#54486-6"},
	{text: "\"a-1#b # c\""},
	{text: "LOINC#\"a b\" |t|", canonical: "\"LOINC#a b\"", lenient: true},
	{text: "any#1 AND descendantOf#2 AND R#3 AND true#4 AND memberOf#5"},
	{text: "\uFEFF100005", canonical: "100005", lenient: true},
	{text: "<\u00A0100005\u202F", canonical: "< 100005", lenient: true},
	{text: "100005 |a\u00A0b|", canonical: "100005"},

	// Hierarchy operators.
	{text: "<100005", canonical: "< 100005"},
	{text: "<<100005", canonical: "<< 100005"},
	{text: "<!100005", canonical: "<! 100005"},
	{text: "<<!100005", canonical: "<<! 100005"},
	{text: ">100005", canonical: "> 100005"},
	{text: ">>100005", canonical: ">> 100005"},
	{text: ">!100005", canonical: ">! 100005"},
	{text: ">>!100005", canonical: ">>! 100005"},
	{text: "!!>100005", canonical: "!!> 100005"},
	{text: "!!<100005", canonical: "!!< 100005"},
	{text: "DescendantOf *", canonical: "< *"},
	{text: "descendantOrSelfOf\n*", canonical: "<< *"},
	{text: "childOf/**/*", canonical: "<! *"},
	{text: "childOrSelfOf *", canonical: "<<! *"},
	{text: "ancestorOf *", canonical: "> *"},
	{text: "ancestorOrSelfOf *", canonical: ">> *"},
	{text: "parentOf *", canonical: ">! *"},
	{text: "parentOrSelfOf *", canonical: ">>! *"},
	{text: "TOP *", canonical: "!!> *"},
	{text: "bottom *", canonical: "!!< *"},
	{text: "top (bottom any)", canonical: "!!> (!!< *)"},

	// Membership.
	{text: "^100005", canonical: "^ 100005"},
	{text: "memberOfANY", canonical: "^ *"},
	{text: "memberOfLOINC#1", canonical: "memberOfLOINC#1"}, // a scheme
	{text: "^RXNORM#1", canonical: "^ RXNORM#1"},            // not ^R
	{text: "^R RXNORM#1"},
	{text: "^r100005", canonical: "^R 100005"},
	{text: "REFSETCONTAININGANY(*)", canonical: "^R (*)"},
	{text: "<^[a]*", canonical: "< ^ [a] *"},
	{text: "^ [ a , B ] *", canonical: "^ [a, B] *"},
	{text: "^[ANY]*", canonical: "^ [*] *"},
	{text: "^[any, b]*", canonical: "^ [any, b] *"}, // a column of that name
	{text: "((^[*]*))", canonical: "((^ [*] *))"},

	// Joining.
	{text: "*and *AND\n*,*", canonical: "* AND * AND * AND *"},
	{text: "100005OR 100005or/**/100005", canonical: "100005 OR 100005 OR 100005"},
	{text: "anyand any", canonical: "* AND *"},
	{text: "(*)MINUS (*)", canonical: "(*) MINUS (*)"},
	{text: "(*)minus(*)", canonical: "(*) MINUS (*)", lenient: true},
	{text: "*and(*)and (*)", canonical: "* AND (*) AND (*)", lenient: true},
	{text: "* or(*)", canonical: "* OR (*)", lenient: true},
	{text: "(* AND *) OR (* MINUS *)"},
	{text: "ANDROID#1 AND ORACLE#2 OR#3", canonical: "-"},
	{text: "ANDROID#1 AND ORACLE#2"},

	// Dots.
	{text: "100005.100005", canonical: "100005 . 100005"},
	{text: "<100005.<<100005.*", canonical: "< 100005 . << 100005 . *"},
	{text: "(*:*=*).(*OR *)", canonical: "(* : * = *) . (* OR *)"},
	{text: "* {{C active=1}}.* {{C active=1}}", canonical: "* {{ C active = 1 }} . * {{ C active = 1 }}"},

	// Refinement.
	{text: "*:*=*", canonical: "* : * = *"},
	{text: "*:100005!=*,100005 not = *,100005 NOT= *,100005<>*", canonical: "* : 100005 != *, 100005 != *, 100005 != *, 100005 != *"},
	{text: "*:100005<><*", canonical: "* : 100005 != < *"},
	{text: "*:100005=>*", canonical: "* : 100005 = > *"},
	{text: "*:100005=>>!*", canonical: "* : 100005 = >>! *"},
	{text: "*:*=* and *=*,*=*", canonical: "* : * = *, * = *, * = *"},
	{text: "*:*=* or *=*", canonical: "* : * = * OR * = *"},
	{text: "*:(*=*)", canonical: "* : (* = *)"},
	{text: "*:((((*=*))))", canonical: "* : ((((* = *))))"},
	{text: "*:((((*))))=*", canonical: "* : ((((*)))) = *"},
	{text: "*:((((*OR *)):*=*).*)=*", canonical: "* : ((((* OR *)) : * = *) . *) = *"},
	{text: "*:((*){{C active=1}}=*)", canonical: "* : ((*) {{ C active = 1 }} = *)"},
	{text: "*:(*){{C active=1}}=*", canonical: "* : (*) {{ C active = 1 }} = *"},
	{text: "*:(*=* OR (*=*,*=*)),*=*", canonical: "* : (* = * OR (* = *, * = *)), * = *"},
	{text: "*:({*=*},*=*) or *=*", canonical: "* : ({ * = * }, * = *) OR * = *"},
	{text: "*:([1..1]{*=*} or R *=*)", canonical: "* : ([1..1] { * = * } OR R * = *)"},
	{text: "*:{(*=* or *=*),*=*}", canonical: "* : { (* = * OR * = *), * = * }"},
	{text: "*:{*=*{{C active=1}}}", canonical: "* : { * = * {{ C active = 1 }} }"},
	{text: "*:[0..0]*=*,[0..0]{[10..*]*=*}", canonical: "* : [0..0] * = *, [0..0] { [10..*] * = * }"},
	{text: "*:[1\nto/**/many]*=*", canonical: "* : [1..*] * = *"},
	{text: "*:[1 TO 2147483647]*=*", canonical: "* : [1..2147483647] * = *"},
	{text: "*:R*=*", canonical: "* : R * = *"},
	{text: "*:[2..2]reverseOf<<*!=(*)", canonical: "* : [2..2] R << * != (*)"},
	{text: "*:r#1=*,Refset-1#2=*", canonical: "* : r#1 = *, Refset-1#2 = *"},
	{text: "*:refsetContainingAny*=*,R refsetContainingAny *=*", canonical: "* : ^R * = *, R ^R * = *"},
	{text: "*:*=\"LOINC#1\"|t|", canonical: "* : * = LOINC#1"},
	{text: "*:*=\"LOINC#1\"{{C active=1}}", canonical: "* : * = LOINC#1 {{ C active = 1 }}"},
	{text: "*:*=(\"LOINC#1\" OR *)", canonical: "* : * = (LOINC#1 OR *)"},
	{text: "*:*=(\"LOINC#1\",\"LOINC#2\")", canonical: "* : * = (LOINC#1 AND LOINC#2)"},
	{text: "*:*=(\"LOINC#1\".*)", canonical: "* : * = (LOINC#1 . *)"},
	{text: "*:*=(\"LOINC#1\"|t|)", canonical: "* : * = (LOINC#1)"},

	// Concrete values.
	{text: "*:*=#0,*!=#-0.0,*<#+1,*<=#1.50,*>#10,*>=#0.05", canonical: "* : * = #0, * != #0, * < #1, * <= #1.5, * > #10, * >= #0.05"},
	{text: "*:*=#5and *=#5.0or#1=*", canonical: "-"},
	{text: "*:*=#5and *=#5.0", canonical: "* : * = #5, * = #5"},
	{text: "*:*=\"a\"", canonical: "* : * = \"a\""},
	{text: "*:*=\"\\\"\\\\\\*\t\"", canonical: "* : * = \"\\\"\\\\*\t\""},
	{text: "*:*=\"LOINC#1\"", canonical: "* : * = \"LOINC#1\""}, // a string
	{text: "*:*=(\"a\")", canonical: "* : * = \"a\""},
	{text: "*:*!=(\"a\"/**/\"LOINC#1\")", canonical: "* : * != (\"a\" \"LOINC#1\")"},
	{text: "*:*=True,*NOT=FALSE", canonical: "* : * = true, * != false"},
	{text: "*:*=match:\"b  a\"", canonical: "* : * = match:\"b a\"", lenient: true},
	{text: "*:*=wild : \"a\\**\"", canonical: "* : * = wild:\"a\\**\"", lenient: true},
	{text: "*:*=(\"a\" wild:\"b\")", canonical: "* : * = (match:\"a\" wild:\"b\")", lenient: true},

	// Description filters.
	{text: "*{{term=\"a\"}}", canonical: "* {{ D term = \"a\" }}"},
	{text: "*{{D term=\"a\"}}", canonical: "* {{ D term = \"a\" }}"},
	{text: "*{{dterm not=\"a\"}}", canonical: "* {{ D term != \"a\" }}"},
	{text: "*{{termNOT=\"a\"}}", canonical: "* {{ D term != \"a\" }}"},
	{text: "*{{Term=MATCH/**/:/**/\" \\\" a\\\\ \"}}", canonical: "* {{ D term = \"\\\" a\\\\\" }}"},
	{text: "*{{term=(\"a\"\nwild:\"*\" \"b\")}}", canonical: "* {{ D term = (\"a\" wild:\"*\" \"b\") }}"},
	{text: "*{{language=EN,language!=(sv da)}}", canonical: "* {{ D language = en, language != (sv da) }}"},
	{text: "*{{type=(Synonym FSN def)}}", canonical: "* {{ D type = (syn fsn def) }}"},
	{text: "*{{type=fullySpecifiedName,type=(definition)}}", canonical: "* {{ D type = fsn, type = def }}"},
	{text: "*{{typeId=100005,typeid!=(100005 100005|a|)}}", canonical: "* {{ D typeId = 100005, typeId != (100005 100005) }}"},
	{text: "*{{typeId=(100005),typeId=(100005 OR 100005)}}", canonical: "* {{ D typeId = (100005), typeId = (100005 OR 100005) }}"},
	{text: "*{{dialect=EN-us}}", canonical: "* {{ D dialect = en-us }}"},
	{text: "*{{Ddialect=en-us(Prefer),dialect=(en-gb)(accept)}}", canonical: "* {{ D dialect = en-us (prefer), dialect = en-gb (accept) }}"},
	{text: "*{{dialect=(en-gb(prefer)en-us)}}", canonical: "-"},
	{text: "*{{dialect=(en-gb(prefer) en-us)(acceptable preferred)}}", canonical: "* {{ D dialect = (en-gb (prefer) en-us) (accept prefer) }}"},
	{text: "*{{dialect=(en-gb (prefer)) (accept)}}", canonical: "* {{ D dialect = en-gb (prefer) }}"},
	{text: "*{{dialectId=100005}}", canonical: "* {{ D dialectId = 100005 }}"},
	{text: "*{{dialectId=(<100005)(900000000000548007)}}", canonical: "* {{ D dialectId = (< 100005) (900000000000548007) }}"},
	{text: "*{{dialectId=(100005)}}", canonical: "* {{ D dialectId = (100005) }}"},
	{text: "*{{dialectId=(100005(prefer))}}", canonical: "* {{ D dialectId = (100005 (prefer)) }}"},
	{text: "*{{dialectId=(100005 100005(900000000000548007 900000000000549004)) (prefer)}}",
		canonical: "* {{ D dialectId = (100005 100005 (900000000000548007 900000000000549004)) (prefer) }}"},
	{text: "*{{moduleId=*,effectiveTime>=\"20190131\",active=0}}", canonical: "* {{ D moduleId = *, effectiveTime >= \"20190131\", active = 0 }}"},
	{text: "*{{effectiveTime=\"\",effectiveTime!=(\"20190131\" \"\")}}", canonical: "* {{ D effectiveTime = \"\", effectiveTime != (\"20190131\" \"\") }}"},
	{text: "*{{active=ANY,active=True}}", canonical: "* {{ D active = *, active = 1 }}"},
	{text: "*{{active=\"*\"}}", canonical: "* {{ D active = * }}", lenient: true},
	{text: "*{{id=100005,id!=(100005 100005)}}", canonical: "* {{ D id = 100005, id != (100005 100005) }}"},

	// Concept filters.
	{text: "*{{C definitionStatus=primitive}}", canonical: "* {{ C definitionStatus = primitive }}"},
	{text: "*{{CdefinitionStatus!=(Defined primitive)}}", canonical: "* {{ C definitionStatus != (defined primitive) }}"},
	{text: "*{{cdefinitionstatusid=<<100005}}", canonical: "* {{ C definitionStatusId = << 100005 }}"},
	{text: "*{{Cactive=*}}{{D active=*}}{{active=*}}", canonical: "* {{ C active = * }} {{ D active = * }} {{ D active = * }}"},
	{text: "*{{C moduleId=(100005 100005),effectiveTime<>\"20190231\"}}", canonical: "* {{ C moduleId = (100005 100005), effectiveTime != \"20190231\" }}"},

	// Member filters.
	{text: "^*{{M a=\"x  y\"}}", canonical: "^ * {{ M a = \"x y\" }}"},
	{text: "^*{{m a=wild:\"x\"}}", canonical: "^ * {{ M a = wild:\"x\" }}"},
	{text: "^*{{M a=(match:\"x\" wild:\"y\")}}", canonical: "^ * {{ M a = (\"x\" wild:\"y\") }}"},
	{text: "^*{{M a=\"20190131\",a>\"20190131\",a=\"\",a=(\"\" \"20190131\")}}",
		canonical: "^ * {{ M a = \"20190131\", a > \"20190131\", a = \"\", a = (\"\" \"20190131\") }}"},
	{text: "^*{{M a<#5,a=true,a=*,a=(* OR *),a=<<100005}}", canonical: "^ * {{ M a < #5, a = true, a = *, a = (* OR *), a = << 100005 }}"},
	{text: "^*{{M a=ANY,a=childOf any,a=LOINC#1,a=\"LOINC#1\"|t|}}", canonical: "^ * {{ M a = *, a = <! *, a = LOINC#1, a = LOINC#1 }}"},
	{text: "^*{{M moduleId=*,effectiveTime=\"20190131\",active=\"*\"}}", canonical: "^ * {{ M moduleId = *, effectiveTime = \"20190131\", active = * }}"},
	{text: "^*{{Mactive=1}}", canonical: "^ * {{ M active = 1 }}"},
	{text: "^*{{M active=1}}{{M active=0}}{{C active=1}}", canonical: "^ * {{ M active = 1 }} {{ M active = 0 }} {{ C active = 1 }}"},
	{text: "^R*{{M active=0}}", canonical: "^R * {{ M active = 0 }}"},
	{text: "^*{{M activeFlag=#1}}", canonical: "^ * {{ M activeFlag = #1 }}"},

	// History supplements.
	{text: "*{{+HISTORY}}", canonical: "* {{ + HISTORY-MAX }}"},
	{text: "*{{ + history_min }}", canonical: "* {{ + HISTORY-MIN }}"},
	{text: "*{{+ HISTORY-mod}}", canonical: "* {{ + HISTORY-MOD }}"},
	{text: "*{{+HISTORY(*:*=*)}}", canonical: "* {{ + HISTORY (* : * = *) }}"},
	{text: "* {{C active=1}} {{+HISTORY}} and *", canonical: "* {{ C active = 1 }} {{ + HISTORY-MAX }} AND *"},

	// Comments.
	{text: "/**//***/ * /* a ** / */", canonical: "*", lenient: true},
	{text: "/* * */*/****/", canonical: "*"},
	{text: "* /* a **/", canonical: "*", lenient: true},
}

func TestAccepted(t *testing.T) {
	for _, test := range accepted {
		query, warnings, err := Parse(test.text, Options{})
		if test.canonical == "-" { // listed to show that it isn't
			if err == nil {
				t.Errorf("%q is accepted as %s", test.text, query)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", test.text, err)
			continue
		}
		want := test.canonical
		if want == "" {
			want = test.text
		}
		if got := query.String(); got != want {
			t.Errorf("%q is read as\n%s, want\n%s", test.text, got, want)
		}
		lenient := false
		for _, w := range warnings {
			lenient = lenient || w.Reason == ReasonLenient
		}
		if lenient != test.lenient {
			t.Errorf("%q: lenient is %v, want %v (%v)", test.text, lenient, test.lenient, warnings)
		}
		_, _, err = Parse(test.text, Options{Strict: true})
		if strict := err == nil; strict == test.lenient {
			t.Errorf("%q: strict parsing gives %v", test.text, err)
		} else if err != nil && err.(*Error).Reason != ReasonNotStrict {
			t.Errorf("%q: strict parsing gives reason %s", test.text, err.(*Error).Reason)
		}
	}
}

// refused are queries that aren't ECL. The sign ‸ stands before what is at
// fault.
var refused = []struct {
	text   string
	reason terminology.Reason
}{
	{"‸", ReasonEmpty},
	{" /* a */ ‸", ReasonEmpty},
	{"‸/* a", ReasonCommentOpen},
	{"* ‸/*/", ReasonCommentOpen},
	{"*‸\x00", ReasonSyntax},
	{"100005 |a‸\x7f|", ReasonSyntax},
	{"*‸\xff", ReasonSyntax},

	// Atoms.
	{"‸12345", ReasonIdentifierInvalid},
	{"‸1234567890123456789", ReasonIdentifierInvalid},
	{"< ‸012345", ReasonIdentifierInvalid},
	{"‸abc", ReasonSyntax},
	{"100005 ‸|a", ReasonTermInvalid},
	{"100005 ‸||", ReasonTermInvalid},
	{"100005 ‸| \t|", ReasonTermInvalid},
	{"100005 |a‸\nb|", ReasonTermInvalid},
	{"* ‸|a|", ReasonSyntax},
	{"(*) ‸|a|", ReasonSyntax},
	{"‸\"LOINC\"", ReasonSyntax},
	{"‸\"1A#b\"", ReasonSyntax},
	{"‸\"A#\"", ReasonSyntax},
	{"LOINC#‸ 1", ReasonSyntax},
	{"LOINC#‸", ReasonSyntax},
	{"LOINC#‸\"\"", ReasonStringInvalid},
	{"LOINC#\"a‸\\\"b\"", ReasonStringInvalid},
	{"‸\"LOINC#1", ReasonStringInvalid},
	{"‸LOINC #1", ReasonSyntax},

	// Brackets and operators.
	{"(*‸", ReasonBracketOpen},
	{"((*)‸", ReasonBracketOpen},
	{"(*‸]", ReasonSyntax},
	{"*‸)", ReasonSyntax},
	{"(‸)", ReasonSyntax},
	{"‸<<<*", ReasonSyntax},
	{"‸!*", ReasonSyntax},
	{"‸<>*", ReasonSyntax},
	{"<‸", ReasonSyntax},
	{"< ‸< *", ReasonBracketsNeeded},
	{"< ‸childOf *", ReasonBracketsNeeded},
	{"<< ‸! *", ReasonSyntax},
	{"^ ‸< *", ReasonBracketsNeeded},
	{"^ ‸^ *", ReasonBracketsNeeded},
	{"^R ‸^R *", ReasonBracketsNeeded},
	{"^ ‸R *", ReasonSyntax},
	{"^R ‸[a] *", ReasonSyntax},
	{"descendantOf‸*", ReasonSyntax},
	{"* ‸<", ReasonSyntax},
	{"^ [‸] *", ReasonSyntax},
	{"^ [*‸, a] *", ReasonSyntax},
	{"^ [a ‸*", ReasonSyntax},
	{"^ [a‸1] *", ReasonSyntax},
	{"^ [a,‸] *", ReasonSyntax},
	{"^ [a‸", ReasonBracketOpen},
	{"(‸^ [a, b] *) AND *", ReasonRowsNotASet},
	{"< ‸^ [*] *", ReasonRowsNotASet},
	{"‸^ [*] * {{ C active = 1 }}", ReasonRowsNotASet},
	{"‸^ [a, b] * {{ + HISTORY }}", ReasonRowsNotASet},
	{"* : * = ‸^ [a, b] *", ReasonRowsNotASet},
	{"* {{ C moduleId = ‸^ [*] * }}", ReasonRowsNotASet},

	// Joining.
	{"* AND * ‸OR *", ReasonOperatorsMixed},
	{"* OR * ‸, *", ReasonOperatorsMixed},
	{"* OR * ‸MINUS", ReasonOperatorsMixed},
	{"* MINUS * ‸MINUS *", ReasonOperatorsMixed},
	{"* MINUS * ‸AND *", ReasonOperatorsMixed},
	{"(* AND * ‸OR * AND *) AND *", ReasonOperatorsMixed},
	{"* : * = * AND * = * ‸OR * = *", ReasonOperatorsMixed},
	{"* : { * = * OR * = * ‸, * = * }", ReasonOperatorsMixed},
	{"* : { * = * } AND { * = * } ‸OR { * = * }", ReasonOperatorsMixed},
	{"* : (* = * AND * = * ‸OR * = *)", ReasonOperatorsMixed},
	{"* AND‸", ReasonSyntax},
	{"* AND‸<*", ReasonSyntax},
	{"* AND ‸AND *", ReasonSyntax},
	{"* AND ‸NOT *", ReasonSyntax},
	{"‸MINUS *", ReasonSyntax},
	{"* ‸XOR *", ReasonSyntax},
	{"* ‸ANDY *", ReasonSyntax},
	{"* AND * ‸: * = *", ReasonBracketsNeeded},
	{"* MINUS * ‸. *", ReasonBracketsNeeded},
	{"* . * ‸: * = *", ReasonBracketsNeeded},
	{"* . * ‸AND *", ReasonBracketsNeeded},
	{"* : * = * ‸: * = *", ReasonBracketsNeeded},
	{"* : * = * ‸. *", ReasonBracketsNeeded},
	{"* : * = * ‸MINUS *", ReasonBracketsNeeded},
	{"* . * ‸= *", ReasonSyntax},
	{"* . ‸", ReasonSyntax},

	// Refinement.
	{"* :‸", ReasonSyntax},
	{"* : *‸", ReasonSyntax},
	{"* : * ‸AND * = *", ReasonSyntax},
	{"* : ‸= *", ReasonSyntax},
	{"* : R ‸= *", ReasonSyntax},
	{"* : * ‸== *", ReasonSyntax},
	{"* : * ‸=> #1", ReasonSyntax},
	{"* : * NOT ‸*", ReasonSyntax},
	{"* : * = ‸", ReasonSyntax},
	{"* : * ‸> *", ReasonOrderOfValue},
	{"* : * ‸<= \"a\"", ReasonOrderOfValue},
	{"* : * ‸< true", ReasonOrderOfValue},
	{"* : * ‸< (\"a\" \"b\")", ReasonOrderOfValue},
	{"* : * = * ‸* = *", ReasonSyntax},
	{"* : * = *,‸", ReasonSyntax},
	{"* : * = * OR *‸", ReasonSyntax},
	{"* : {‸}", ReasonSyntax},
	{"* : { * = *‸", ReasonBracketOpen},
	{"* : { ‸{ * = * } }", ReasonSyntax},
	{"* : { (‸{ * = * }) }", ReasonSyntax},
	{"* : { * = * ‸MINUS * = * }", ReasonSyntax},
	{"* : { * = * ‸. * }", ReasonBracketsNeeded},
	{"* : (* = *‸", ReasonBracketOpen},
	{"* : (* = * ‸: * = *)", ReasonBracketsNeeded},
	{"* : (* OR *)‸", ReasonSyntax},
	{"* : [1..1] (* OR *)‸", ReasonSyntax},
	{"* : (* OR * ‸= *)", ReasonSyntax},
	{"* : (* = * OR *‸)", ReasonSyntax},
	{"* : { * = * } ‸{ * = * }", ReasonSyntax},
	{"* : [1..1] ‸(* = *)", ReasonSyntax},
	{"* : R ‸[1..1] * = *", ReasonSyntax},
	{"* : R ‸R * = *", ReasonSyntax},
	{"‸[1..1] *", ReasonSyntax},
	{"* : ‸[2..1] * = *", ReasonCardinalityInvalid},
	{"* : ‸[2] * = *", ReasonCardinalityInvalid},
	{"* : ‸[*..2] * = *", ReasonCardinalityInvalid},
	{"* : ‸[-1..2] * = *", ReasonCardinalityInvalid},
	{"* : ‸[01..2] * = *", ReasonCardinalityInvalid},
	{"* : ‸[1..02] * = *", ReasonCardinalityInvalid},
	{"* : ‸[ 1..2] * = *", ReasonCardinalityInvalid},
	{"* : ‸[1..2 ] * = *", ReasonCardinalityInvalid},
	{"* : ‸[1 ..2] * = *", ReasonCardinalityInvalid},
	{"* : ‸[1to 2] * = *", ReasonCardinalityInvalid},
	{"* : ‸[1 to2] * = *", ReasonCardinalityInvalid},
	{"* : ‸[1..] * = *", ReasonCardinalityInvalid},
	{"* : ‸[1..2147483648] * = *", ReasonCardinalityInvalid},
	{"* : ‸[1..99999999999999999999] * = *", ReasonCardinalityInvalid},
	{"* : { ‸[3..2] * = * }", ReasonCardinalityInvalid},
	{"* : ‸R * = #1", ReasonReverseOfValue},
	{"* : ‸reverseOf * = \"a\"", ReasonReverseOfValue},

	// Concrete values.
	{"* : * = ‸250", ReasonIdentifierInvalid},
	{"* : * = ‸#", ReasonNumberInvalid},
	{"* : * = ‸# 1", ReasonNumberInvalid},
	{"* : * = ‸#05", ReasonNumberInvalid},
	{"* : * = ‸#.5", ReasonNumberInvalid},
	{"* : * = ‸#5.", ReasonNumberInvalid},
	{"* : * = ‸#1e3", ReasonNumberInvalid},
	{"* : * = ‸#--1", ReasonNumberInvalid},
	{"* : * = (‸#1 #2)", ReasonSyntax},
	{"* : * = ‸\"\"", ReasonStringInvalid},
	{"* : * = ‸\"a", ReasonStringInvalid},
	{"* : * = \"a‸\\n\"", ReasonStringInvalid},
	{"* : * = ‸'a'", ReasonSyntax},
	{"* : * = (\"a\"‸, \"b\")", ReasonSyntax},
	{"* : * = (\"a\"‸\"b\")", ReasonSyntax},
	{"* : * = (\"a\"‸", ReasonBracketOpen},
	{"* : * = ‸yes", ReasonSyntax},

	// Filters.
	{"‸{{ C active = 1 }}", ReasonSyntax},
	{"* {{ ‸}}", ReasonSyntax},
	{"* {{ C ‸}}", ReasonSyntax},
	{"* ‸{ { C active = 1 } }", ReasonSyntax},
	{"* {{ C active = 1‸", ReasonBracketOpen},
	{"* {{ C active = 1 ‸}", ReasonSyntax},
	{"* {{ C active = 1, ‸}}", ReasonSyntax},
	{"* {{ C active = 1 ‸AND moduleId = * }}", ReasonSyntax},
	{"* {{ C active = 1 ‸moduleId = * }}", ReasonSyntax},
	{"* {{ ‸X active = 1 }}", ReasonFilterUnknown},
	{"* {{ ‸E term = \"a\" }}", ReasonFilterUnknown},
	{"* {{ ‸definitionStatus = primitive }}", ReasonFilterFieldUnknown},
	{"* {{ C ‸term = \"a\" }}", ReasonFilterFieldUnknown},
	{"* {{ C ‸id = 100005 }}", ReasonFilterFieldUnknown},
	{"* {{ D ‸definitionStatus = primitive }}", ReasonFilterFieldUnknown},
	{"* {{ ‸semanticTag = \"a\" }}", ReasonFilterFieldUnknown},
	{"^ * {{ ‸mapTarget = \"a\" }}", ReasonFilterFieldUnknown},
	{"^ * {{ ‸MmapTarget = \"a\" }}", ReasonFilterFieldUnknown},
	{"* ‸{{ M active = 1 }}", ReasonMemberFilterMisplaced},
	{"(^ *) ‸{{ M active = 1 }}", ReasonMemberFilterMisplaced},
	{"^ * {{ C active = 1 }} ‸{{ M active = 1 }}", ReasonFilterOrder},
	{"* {{ + HISTORY }} ‸{{ C active = 1 }}", ReasonFilterOrder},
	{"* {{ + HISTORY }} ‸{{ + HISTORY }}", ReasonFilterOrder},
	{"* {{ term ‸}}", ReasonSyntax},
	{"* {{ term = ‸}}", ReasonSyntax},
	{"* {{ term = ‸a }}", ReasonSyntax},
	{"* {{ term = ‸\"\" }}", ReasonStringInvalid},
	{"* {{ term = ‸\" \" }}", ReasonStringInvalid},
	{"* {{ term = \"a‸\\*\" }}", ReasonStringInvalid},
	{"* {{ term = ‸regex:\"a\" }}", ReasonSyntax},
	{"* {{ term = match ‸\"a\" }}", ReasonSyntax},
	{"* {{ term = (\"a\"‸, \"b\") }}", ReasonSyntax},
	{"* {{ term = (‸) }}", ReasonSyntax},
	{"* {{ term ‸> \"a\" }}", ReasonOrderOfValue},
	{"* {{ language = ‸eng }}", ReasonFilterValueInvalid},
	{"* {{ language = ‸en-gb }}", ReasonFilterValueInvalid},
	{"* {{ language = (en‸, sv) }}", ReasonSyntax},
	{"* {{ type = ‸pt }}", ReasonFilterValueInvalid},
	{"* {{ type = (syn‸, fsn) }}", ReasonSyntax},
	{"* {{ typeId = (100005 AND‸) }}", ReasonSyntax},
	{"* {{ typeId = (100005 100005 ‸* ) }}", ReasonSyntax},
	{"* {{ dialect = ‸100005 }}", ReasonSyntax},
	{"* {{ dialect = en-gb (‸best) }}", ReasonFilterValueInvalid},
	{"* {{ dialect = en-gb (prefer ‸900000000000549004) }}", ReasonSyntax},
	{"* {{ dialect = en-gb (prefer) ‸(accept) }}", ReasonSyntax},
	{"* {{ dialect = en-gb ‸prefer }}", ReasonSyntax},
	{"* {{ effectiveTime = ‸20190131 }}", ReasonSyntax},
	{"* {{ effectiveTime = ‸\"2019\" }}", ReasonDateInvalid},
	{"* {{ effectiveTime = ‸\"20191301\" }}", ReasonDateInvalid},
	{"* {{ effectiveTime = ‸\"20190132\" }}", ReasonDateInvalid},
	{"* {{ effectiveTime ‸> (\"20190131\" \"20190131\") }}", ReasonOrderOfSet},
	{"* {{ active = ‸2 }}", ReasonFilterValueInvalid},
	{"* {{ active = ‸yes }}", ReasonFilterValueInvalid},
	{"* {{ active ‸>= 0 }}", ReasonOrderOfValue},
	{"* {{ id = ‸* }}", ReasonSyntax},
	{"* {{ id = (‸) }}", ReasonSyntax},
	{"* {{ C definitionStatus = ‸fullyDefined }}", ReasonFilterValueInvalid},
	{"^ * {{ M a = ‸2 }}", ReasonIdentifierInvalid},
	{"^ * {{ M a = ‸J45 }}", ReasonSyntax},
	{"^ * {{ M a ‸> \"J45\" }}", ReasonOrderOfValue},
	{"^ * {{ M a ‸> (\"20190131\" \"20190131\") }}", ReasonOrderOfSet},
	{"^ * {{ M a = (\"\" ‸\"x\") }}", ReasonDateInvalid},
	{"^ * {{ M a‸_b = #1 }}", ReasonSyntax},
	{"^ * {{ M active = ‸\"1\" }}", ReasonSyntax},
	{"^ * {{ M moduleId = ‸#1 }}", ReasonSyntax},
	{"* {{ ‸HISTORY }}", ReasonHistoryInvalid},
	{"* {{ + HISTORY ‸-MIN }}", ReasonHistoryInvalid},
	{"* {{ + HISTORY‸-ALL }}", ReasonHistoryInvalid},
	{"* {{ + HISTORY-MIN ‸(*) }}", ReasonHistoryInvalid},
	{"* {{ + HISTORY (‸) }}", ReasonSyntax},
	{"* {{ + ‸MIN }}", ReasonSyntax},
}

func TestRefused(t *testing.T) {
	for _, test := range refused {
		before, after, ok := strings.Cut(test.text, "‸")
		if !ok {
			t.Fatalf("%q has no mark", test.text)
		}
		query, _, err := Parse(before+after, Options{})
		if err == nil {
			t.Errorf("%q is read as %s", test.text, query)
			continue
		}
		e := err.(*Error)
		if e.Reason != test.reason || e.Start != len(before) {
			t.Errorf("%q: reason %s at byte %d, want %s at %d: %v", test.text, e.Reason, e.Start, test.reason, len(before), e)
		}
		if e.End < e.Start || e.Message == "" || e.Found == "" {
			t.Errorf("%q: %+v", test.text, e)
		}
		if e.Reason == ReasonSyntax && len(e.Expected) == 0 && e.Hint == "" {
			t.Errorf("%q: nothing says what could stand there: %v", test.text, e)
		}
		if _, _, err := Parse(before+after, Options{Strict: true}); err == nil {
			t.Errorf("%q is accepted by strict parsing", test.text)
		}
	}
}
