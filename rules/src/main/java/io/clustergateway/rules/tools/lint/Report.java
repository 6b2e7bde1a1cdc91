package io.clustergateway.rules.tools.lint;

import io.clustergateway.rules.Finding;
import java.util.List;

/**
 * What lint found.
 *
 * @param findings in the order of the texts, and in each in the order of their places
 */
public record Report(List<Finding> findings) {
    /** Copies the list. */
    public Report {
        findings = List.copyOf(findings);
    }

    /** How many keep a text from taking effect. */
    public long errors() {
        return findings.stream().filter(Finding::isError).count();
    }

    /** How many do not. */
    public long warnings() {
        return findings.size() - errors();
    }
}
