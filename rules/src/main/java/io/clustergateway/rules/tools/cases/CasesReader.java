package io.clustergateway.rules.tools.cases;

import io.clustergateway.rules.Finding;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.document.yaml.Faults;
import io.clustergateway.rules.document.yaml.Node;
import io.clustergateway.rules.document.yaml.TextLines;
import io.clustergateway.rules.document.yaml.TreeReader;
import io.clustergateway.rules.tools.RuleTexts;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads cases. */
public final class CasesReader {
    private static final List<String> FIELDS = List.of("apiVersion", "kind", "metadata", "rules", "shadow", "cases");

    private final Faults faults;
    private final Set<String> names = new HashSet<>();

    private CasesReader(Faults faults) {
        this.faults = faults;
    }

    /**
     * What a text holds.
     *
     * @param sets one for each document; what could be read of it
     */
    public record Cases(List<CaseSet> sets, List<Finding> findings) {}

    /** Reads a text. Never throws for anything in it. */
    public static Cases read(RuleSource text) {
        TextLines lines = new TextLines(text);
        Faults faults = new Faults(lines);
        CasesReader reader = new CasesReader(faults);
        List<CaseSet> sets = new ArrayList<>();
        TreeReader.read(lines, faults).stream()
                .filter(node -> !node.isNull())
                .forEach(node -> reader.document(node, sets));
        if (sets.isEmpty() && faults.errors() == 0) {
            faults.error("EmptyText", faults.start(), "no document (expected: a %s)".formatted(RuleTexts.CASES_KIND));
        }
        return new Cases(List.copyOf(sets), faults.inOrder());
    }

    private void document(Node node, List<CaseSet> sets) {
        if (!(node instanceof Node.Fields fields)) {
            faults.error(
                    "WrongKind",
                    node.at(),
                    "document: %s (expected: a map with rules and cases)".formatted(node.kind()));
            return;
        }
        CaseFields document = new CaseFields("", fields, FIELDS, faults);
        String kind = document.text("kind").orElse("");
        if (!kind.equals(RuleTexts.CASES_KIND)) {
            document.wrong("UnknownKind", "kind", kind, RuleTexts.CASES_KIND);
            return;
        }
        List<String> rules = document.texts("rules").orElse(List.of());
        if (document.value("rules").isEmpty()) {
            document.missing("rules", "a list of rule files, relative to this file");
        }
        List<TestCase> cases = new ArrayList<>();
        List<Node> items = document.items("cases", "a list of cases");
        for (int index = 0; index < items.size(); index++) {
            new CaseReader(faults, names).read(items.get(index), index).ifPresent(cases::add);
        }
        if (cases.isEmpty() && faults.errors() == 0) {
            document.missing("cases", "a list of one case at least");
        }
        sets.add(new CaseSet(rules, document.flag("shadow").orElse(false), cases, document.at()));
    }
}
