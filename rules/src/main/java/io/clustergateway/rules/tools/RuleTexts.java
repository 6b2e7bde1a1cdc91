package io.clustergateway.rules.tools;

import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Limits;
import io.clustergateway.rules.Position;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.document.yaml.Faults;
import io.clustergateway.rules.document.yaml.Node;
import io.clustergateway.rules.document.yaml.TextLines;
import io.clustergateway.rules.document.yaml.TreeReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Texts by what is in them, which their first document tells. Whatever is neither a Secret nor cases counts as rules, so
 * that a reader says what is wrong with it.
 *
 * @param rules global rules; one set together
 * @param members described by their Secrets
 * @param cases of {@code rules test}
 * @param findings about the Secrets
 */
public record RuleTexts(
        List<RuleSource> rules, List<MemberText> members, List<RuleSource> cases, List<Finding> findings) {
    /** Kind of the cases of {@code rules test}. */
    public static final String CASES_KIND = "ClusterGatewayRulesTest";

    private static final Set<String> MANIFESTS = Set.of("Secret", "List", "SecretList");

    /** Copies the lists. */
    public RuleTexts {
        rules = List.copyOf(rules);
        members = List.copyOf(members);
        cases = List.copyOf(cases);
        findings = List.copyOf(findings);
    }

    /** Tells texts apart. */
    public static RuleTexts of(List<RuleSource> texts) {
        List<RuleSource> rules = new ArrayList<>();
        List<MemberText> members = new ArrayList<>();
        List<RuleSource> cases = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (RuleSource text : texts) {
            Faults faults = new Faults(new TextLines(text));
            List<Node> documents = documents(text, faults);
            String kind = documents.isEmpty()
                    ? ""
                    : Tree.text(documents.get(0), "kind").orElse("");
            if (kind.equals(CASES_KIND)) {
                cases.add(text);
            } else if (MANIFESTS.contains(kind)) {
                members.addAll(new ManifestReader(text, faults).read(documents));
                findings.addAll(faults.inOrder());
            } else {
                rules.add(text);
            }
        }
        return new RuleTexts(rules, members, cases, findings);
    }

    /** The same with a member's own rules instead of those of its Secret. */
    public RuleTexts with(MemberText member) {
        List<MemberText> others = new ArrayList<>(members);
        Optional<MemberText> described = member(member.name());
        described.ifPresent(others::remove);
        others.add(described
                .map(secret -> new MemberText(secret.facts(), member.rules(), member.in(), member.file(), member.at()))
                .orElse(member));
        return new RuleTexts(rules, others, cases, findings);
    }

    /** The member of this name, if it is described. */
    public Optional<MemberText> member(String name) {
        return members.stream().filter(member -> member.name().equals(name)).findFirst();
    }

    /** A place in an annotation as the place in the file it stands in; other places as they are. */
    public Position inFile(Position place) {
        return members.stream()
                .filter(member -> member.rules()
                        .filter(rules -> rules.name().equals(place.source()))
                        .isPresent())
                .findFirst()
                .map(member -> member.inFile(place))
                .orElse(place);
    }

    /** What can be read of a text; nothing of one that is too large, which is rules then. */
    private static List<Node> documents(RuleSource text, Faults faults) {
        if (text.text().length() > Limits.DEFAULT.sourceSize()) {
            return List.of();
        }
        return TreeReader.read(new TextLines(text), faults).stream()
                .filter(node -> !node.isNull())
                .toList();
    }
}
