package io.clustergateway.rules.cel;

import dev.cel.common.CelValidationException;
import dev.cel.parser.CelParser;
import io.clustergateway.rules.document.ScalarText;
import io.clustergateway.rules.document.SourceDraft;
import io.clustergateway.rules.document.yaml.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code source} of a rule → CEL. */
final class FixedFields {
    private final CelParser parser;
    private final Recogniser recogniser;
    private final Patterns patterns;

    FixedFields(CelParser parser, Recogniser recogniser, Patterns patterns) {
        this.parser = parser;
        this.recogniser = recogniser;
        this.patterns = patterns;
    }

    /** Every field that is given; empty when there are faults. */
    Optional<List<FixedField>> read(Optional<SourceDraft> source, Complaints faults) {
        List<FixedField> fields = new ArrayList<>();
        boolean isSound = source.map(given -> literals(given, fields, faults) & patterns(given, fields, faults))
                .orElse(true);
        return isSound ? Optional.of(List.copyOf(fields)) : Optional.empty();
    }

    private boolean literals(SourceDraft source, List<FixedField> fields, Complaints faults) {
        return add("user", source.user(), "request.user == %s", fields, faults)
                & add("group", source.group(), "%s in request.groups", fields, faults)
                & add("uid", source.uid(), "request.uid == %s", fields, faults)
                & add("cluster", source.cluster(), "cluster.name == %s", fields, faults);
    }

    private boolean patterns(SourceDraft source, List<FixedField> fields, Complaints faults) {
        String anyGroup = "request.groups.exists(group, group.matches(%s))";
        return pattern("userPattern", source.userPattern(), "request.user.matches(%s)", fields, faults)
                & pattern("groupPattern", source.groupPattern(), anyGroup, fields, faults)
                & pattern("clusterPattern", source.clusterPattern(), "cluster.name.matches(%s)", fields, faults);
    }

    private boolean pattern(
            String name, Optional<ScalarText> text, String form, List<FixedField> fields, Complaints faults) {
        try {
            text.ifPresent(pattern -> patterns.of(pattern.value()));
        } catch (Patterns.PatternFault e) {
            ScalarText pattern = text.orElseThrow();
            String message = "source.%s: %s: %s".formatted(name, Shown.value(pattern.value()), e.fault());
            faults.error("BadPattern", pattern.at(), message);
            return false;
        }
        return add(name, text, form, fields, faults);
    }

    private boolean add(
            String name, Optional<ScalarText> text, String form, List<FixedField> fields, Complaints faults) {
        if (text.isEmpty()) {
            return true;
        }
        Optional<String> literal = Literal.of(text.get().value());
        if (literal.isEmpty()) {
            String message = "source.%s: %s is no Unicode text"
                    .formatted(name, Shown.value(text.get().value()));
            faults.error("BadText", text.get().at(), message);
            return false;
        }
        fields.add(field(name, form.formatted(literal.get())));
        return true;
    }

    private FixedField field(String name, String program) {
        try {
            return new FixedField(
                    name,
                    program,
                    recogniser.check(parser.parse(program).getAst().getExpr()));
        } catch (CelValidationException e) {
            throw new IllegalStateException("source.%s: %s".formatted(name, program), e);
        }
    }
}
