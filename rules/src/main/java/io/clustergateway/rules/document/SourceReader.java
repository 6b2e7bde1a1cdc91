package io.clustergateway.rules.document;

import java.util.List;
import java.util.Optional;

/** Reads {@code source}. */
final class SourceReader {
    private static final List<String> FIELDS =
            List.of("user", "group", "uid", "cluster", "userPattern", "groupPattern", "clusterPattern");

    private SourceReader() {}

    /**
     * The source of a rule that has one; what could not be read of it is left out.
     *
     * <p>Warns of one that is empty on purpose, when there is no {@code when} beside it.
     */
    static Optional<SourceDraft> read(Section rule) {
        int faults = rule.faults().errors();
        return rule.section("source", FIELDS).map(source -> {
            boolean isEmpty = FIELDS.stream().noneMatch(source::has);
            if (isEmpty && !rule.has("when") && rule.faults().errors() == faults) {
                rule.faults()
                        .warning(
                                "MatchesAll",
                                rule.place("source"),
                                "source: names nobody, so the rule matches everybody");
            }
            return read(source, rule);
        });
    }

    private static SourceDraft read(Section source, Section rule) {
        return new SourceDraft(
                source.text("user"),
                source.text("group"),
                source.text("uid"),
                source.text("cluster"),
                source.expression("userPattern"),
                source.expression("groupPattern"),
                source.expression("clusterPattern"),
                rule.place("source"));
    }
}
