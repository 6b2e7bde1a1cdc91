package io.clustergateway.rules.document;

import io.clustergateway.rules.Position;
import java.util.Optional;

/** {@code source} of a rule: all given fields must hold; none given means everybody. */
public record SourceDraft(
        Optional<ScalarText> user,
        Optional<ScalarText> group,
        Optional<ScalarText> uid,
        Optional<ScalarText> cluster,
        Optional<ScalarText> userPattern,
        Optional<ScalarText> groupPattern,
        Optional<ScalarText> clusterPattern,
        Position at) {
    /** Has no field. */
    static SourceDraft everybody(Position at) {
        return new SourceDraft(
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
