#!/usr/bin/awk -f
# Counts what is in the Snapshot files of an RF2 release, one "name number" a
# line. It is a second opinion beside the Go code, on purpose without any of it.
#
#   find RELEASE -name '*.txt' -exec awk -f count.awk {} +
#
# Give it all files in one run. Identifiers are always compared as text: as
# numbers the long ones would lose their last digits. Rows are taken as they
# come, one a component, as a well-made Snapshot has them.

BEGIN {
	FS = "\t"
	root = "138875005"; isa = "116680003"
	us = "900000000000509007"; gb = "900000000000508004"
}

{ sub(/\r$/, "") }

FNR == 1 {
	kind = ""
	if (FILENAME !~ /Snapshot/) next
	if (/\tdefinitionStatusId$/) kind = "concept"
	else if (/\tterm\t/) kind = FILENAME ~ /TextDefinition/ ? "definition" : "description"
	else if (/\tdestinationId\t/ && FILENAME !~ /Stated/) kind = "relationship"
	else if (/\tsourceId\tvalue\t/) kind = "concrete"
	else if (/\treferencedComponentId\tacceptabilityId$/) kind = "language"
	else if (/\treferencedComponentId\ttargetComponentId$/) kind = "association"
	else if (/\treferencedComponentId\towlExpression$/) kind = "owl"
	next
}

kind == "" || $0 == "" { next }

{ rows[kind]++ }

kind == "concept" {
	if ($3 == "1") {
		active[$1] = 1
		actives++
		if ($5 == "900000000000073002") defined++
	}
}

kind == "description" && $3 == "1" && $7 == "900000000000013009" { synonym[$1] = $5 }

kind == "relationship" && $3 == "1" && $8 == isa && $9 == "900000000000011006" {
	from[++edges] = $5
	to[edges] = $6
}

kind == "language" && $3 == "1" && $7 == "900000000000548007" {
	if ($5 == us) preferredUS[$6] = 1
	if ($5 == gb) preferredGB[$6] = 1
}

function below(top,    seen, queue, head, tail, n, children, i) {
	queue[tail = 1] = top
	seen[top] = 1
	for (head = 1; head <= tail; head++) {
		n = split(childrenOf[queue[head]], children, " ")
		for (i = 1; i <= n; i++)
			if (!(children[i] in seen)) {
				seen[children[i]] = 1
				queue[++tail] = children[i]
			}
	}
	return tail - 1
}

END {
	for (i = 1; i <= edges; i++)
		if ((from[i] in active) && (to[i] in active)) {
			childrenOf[to[i]] = childrenOf[to[i]] " " from[i]
			hasParent[from[i]] = 1
		}
	for (d in synonym) {
		if (d in preferredUS) termUS[synonym[d]] = d
		if (d in preferredGB) termGB[synonym[d]] = d
	}
	for (c in active) {
		if (c != root && !(c in hasParent)) parentless++
		if (!(c in termUS)) withoutUS++
		if (!(c in termGB)) { withoutGB++; lacks = lacks " " c }
		if ((c in termUS) && (c in termGB) && termUS[c] != termGB[c]) differ++
	}
	print "concepts", rows["concept"] + 0
	print "activeConcepts", actives + 0
	print "definedConcepts", defined + 0
	print "descriptions", rows["description"] + 0
	print "textDefinitions", rows["definition"] + 0
	print "relationships", rows["relationship"] + 0
	print "concreteValues", rows["concrete"] + 0
	print "owlExpressions", rows["owl"] + 0
	print "languageMembers", rows["language"] + 0
	print "associationMembers", rows["association"] + 0
	print "descendantsOfRoot", below(root)
	print "descendantsOf404684003", below("404684003")
	print "descendantsOf123037004", below("123037004")
	print "parentlessBesidesRoot", parentless + 0
	print "preferredTermsDiffer", differ + 0
	print "withoutUSPreferredTerm", withoutUS + 0
	print "withoutGBPreferredTerm", withoutGB + 0
	if (withoutGB == 1) print "theOneWithoutGBPreferredTerm" lacks
}
