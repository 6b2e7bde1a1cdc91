package io.clustergateway.rules.tools;

import io.clustergateway.rules.ClusterFacts;
import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Position;
import io.clustergateway.rules.RuleSource;
import io.clustergateway.rules.document.ScalarText;
import java.util.Map;
import java.util.Optional;

/**
 * A member as a manifest of its Secret describes it.
 *
 * @param rules its own rules; empty for none
 * @param in the annotation of the file they stand in; empty when a whole file is the rules
 * @param file the manifest, or the rules themselves
 */
public record MemberText(
        ClusterFacts facts, Optional<RuleSource> rules, Optional<ScalarText> in, RuleSource file, Position at) {
    /** A member whose own rules are a file, and of which nothing but the name is known. */
    public static MemberText of(String name, RuleSource rules) {
        ClusterFacts facts = new ClusterFacts(name, Map.of(), "", "");
        return new MemberText(facts, Optional.of(rules), Optional.empty(), rules, new Position(rules.name(), 1, 1));
    }

    /** Its name at the hub. */
    public String name() {
        return facts.name();
    }

    /** A finding in its rules, at the place in the file. */
    public Finding inFile(Finding finding) {
        Position at = inFile(finding.at());
        String excerpt =
                in.isEmpty() || finding.excerpt().isEmpty() ? finding.excerpt() : new Lines(file).line(at.line());
        return new Finding(finding.severity(), finding.code(), at, finding.message(), excerpt);
    }

    /** A place in its rules as the place in the file. */
    public Position inFile(Position place) {
        return in.map(annotation -> annotation.inside(place.line(), place.column()))
                .orElse(place);
    }
}
