package io.clustergateway.rules.document.yaml;

import static java.util.stream.Collectors.toCollection;

import io.clustergateway.rules.Finding;
import io.clustergateway.rules.Finding.Severity;
import io.clustergateway.rules.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is wrong with one text. Keeps a bounded number, so that a text of nonsense costs no more than its size. */
public final class Faults {
    /** Kept of each severity; the rest is counted. */
    static final int MOST = 1_000;

    private final TextLines lines;
    private final List<Finding> errors = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();
    private final Set<Integer> secretLines = new HashSet<>();
    private int moreErrors;
    private int moreWarnings;

    /** None so far. */
    public Faults(TextLines lines) {
        this.lines = lines;
    }

    /** Adds an error at a place of this text. */
    public void error(String code, Position at, String message) {
        if (errors.size() < MOST) {
            errors.add(Finding.error(code, at, message, lines.excerpt(at.line())));
        } else {
            moreErrors++;
        }
    }

    /** Adds an error whose line no finding may show, because there may be a credential in it. */
    public void secretError(String code, Position at, String message) {
        secretLines.add(at.line());
        error(code, at, message);
    }

    /** Adds a warning at a place of this text. */
    public void warning(String code, Position at, String message) {
        if (warnings.size() < MOST) {
            warnings.add(Finding.warning(code, at, message, lines.excerpt(at.line())));
        } else {
            moreWarnings++;
        }
    }

    /** How many errors there are by now; it has grown when something just read was faulty. */
    public int errors() {
        return errors.size() + moreErrors;
    }

    /** Whether one more is only counted, so that its message need not be thought out. */
    public boolean isFull() {
        return errors.size() >= MOST;
    }

    /** Place of the text's first character. */
    public Position start() {
        return lines.start();
    }

    /** Everything in the order of the text, and last how many were left out. */
    public List<Finding> inOrder() {
        List<Finding> all = Stream.concat(errors.stream(), warnings.stream())
                .map(this::discreet)
                .sorted(Comparator.comparingInt(
                                (Finding finding) -> finding.at().line())
                        .thenComparingInt(finding -> finding.at().column()))
                .collect(toCollection(ArrayList::new));
        leftOut(moreErrors, Severity.ERROR, all);
        leftOut(moreWarnings, Severity.WARNING, all);
        return all;
    }

    private Finding discreet(Finding finding) {
        return secretLines.contains(finding.at().line())
                ? new Finding(finding.severity(), finding.code(), finding.at(), finding.message(), "")
                : finding;
    }

    private void leftOut(int count, Severity severity, List<Finding> all) {
        if (count > 0) {
            String kind = severity == Severity.ERROR ? "faults" : "warnings";
            String message = "%d more %s in this text (shown: the first %d)".formatted(count, kind, MOST);
            all.add(new Finding(severity, "TooManyFindings", lines.start(), message, ""));
        }
    }
}
