package io.clustergateway.rules.document;

import io.clustergateway.rules.Position;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * {@code target} of a static rule. Exactly one of user and userExpression is there; of each other pair at most one.
 *
 * @param extra keys in lower case
 */
public record TargetDraft(
        Optional<ScalarText> user,
        Optional<List<String>> groups,
        Optional<ScalarText> uid,
        Optional<SortedMap<String, List<String>>> extra,
        Optional<ScalarText> userExpression,
        Optional<ScalarText> groupsExpression,
        Optional<ScalarText> uidExpression,
        Optional<ScalarText> extraExpression,
        Position at) {
    /** Keeps the shape of a target that could not be read; a text with faults never takes effect. */
    static TargetDraft unreadable(Position at) {
        return new TargetDraft(
                Optional.of(ScalarText.plain("?", at)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                at);
    }
}
