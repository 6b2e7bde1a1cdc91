package io.clustergateway.rules.document;

import io.clustergateway.rules.Rule;
import java.util.Optional;

/**
 * A rule that reads well; its expressions and patterns are not yet compiled.
 *
 * @param source present unless {@code when} is
 * @param target present exactly for static rules
 */
public record RuleDraft(
        Rule rule, Optional<SourceDraft> source, Optional<ScalarText> when, Optional<TargetDraft> target) {}
