package io.clustergateway.rules.document;

import io.clustergateway.rules.document.yaml.Faults;
import io.clustergateway.rules.document.yaml.Node;
import io.clustergateway.rules.document.yaml.Shown;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads {@code target} of a static rule. */
final class TargetReader {
    private static final List<String> FIELDS = List.of(
            "user", "groups", "uid", "extra", "userExpression", "groupsExpression", "uidExpression", "extraExpression");
    /** Stands for a user that could not be read; a text with faults never takes effect. */
    private static final String UNREADABLE = "?";

    private final Section target;
    private final Faults faults;

    private TargetReader(Section target) {
        this.target = target;
        faults = target.faults();
    }

    static Optional<TargetDraft> read(Section rule) {
        return rule.section("target", FIELDS).map(target -> new TargetReader(target).read());
    }

    private TargetDraft read() {
        if (!target.has("user") && !target.has("userExpression")) {
            faults.error(
                    "MissingField",
                    target.at(),
                    "target.user: missing (expected: user or userExpression; a rule that keeps the credential's own"
                            + " identity is a PrivilegedIdentityExchanger)");
        }
        FIELDS.stream().limit(4).forEach(field -> target.exclude(field, field + "Expression"));
        Optional<ScalarText> userExpression = target.expression("userExpression");
        Optional<ScalarText> groupsExpression = target.expression("groupsExpression");
        Optional<ScalarText> uidExpression = target.expression("uidExpression");
        Optional<ScalarText> extraExpression = target.expression("extraExpression");
        Optional<ScalarText> user = target.text("user").or(() -> Optional.of(unreadable()));
        return new TargetDraft(
                unless(userExpression, user),
                unless(groupsExpression, groups()),
                unless(uidExpression, target.text("uid")),
                unless(extraExpression, extra()),
                userExpression,
                groupsExpression,
                uidExpression,
                extraExpression,
                target.at());
    }

    private ScalarText unreadable() {
        return ScalarText.plain(UNREADABLE, target.at());
    }

    /** The literal value where there is no expression, so that never both are there. */
    private static <T> Optional<T> unless(Optional<ScalarText> expression, Optional<T> literal) {
        return expression.isPresent() ? Optional.empty() : literal;
    }

    private Optional<List<String>> groups() {
        return target.texts("groups")
                .map(texts -> texts.stream().map(ScalarText::value).toList());
    }

    private Optional<SortedMap<String, List<String>>> extra() {
        return target.fields("extra", "a map of keys to lists of texts").map(fields -> {
            SortedMap<String, List<String>> extra = new TreeMap<>();
            fields.entries().values().forEach(entry -> put(entry, extra));
            return extra;
        });
    }

    private void put(Node.Entry entry, SortedMap<String, List<String>> extra) {
        new TextReader(faults).key("target.extra", entry.key()).ifPresent(key -> {
            String lower = key.value().toLowerCase(Locale.ROOT);
            List<String> values = values("target.extra." + Shown.value(lower), entry.value());
            if (extra.putIfAbsent(lower, values) != null) {
                faults.error(
                        "DuplicateKey",
                        key.at(),
                        "target.extra: %s given again (expected: once; case makes no difference)"
                                .formatted(Shown.value(key.value())));
            }
        });
    }

    private List<String> values(String field, Node value) {
        List<String> values = new ArrayList<>();
        if (value instanceof Node.Items items) {
            items.nodes()
                    .forEach(item ->
                            new TextReader(faults).any(field, item).ifPresent(text -> values.add(text.value())));
        } else {
            new TextReader(faults).wrongKind(field, value, "a list of texts");
        }
        return values;
    }
}
