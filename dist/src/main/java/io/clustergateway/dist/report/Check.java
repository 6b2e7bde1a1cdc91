package io.clustergateway.dist.report;

/**
 * One thing looked at. No text holds a credential.
 *
 * @param id stable, for programs
 * @param seen in one line
 * @param wrong in one line; empty when nothing is
 * @param mend a shell command, or words where there is none; may have several lines
 */
public record Check(String id, Outcome outcome, String seen, String wrong, String mend) {
    public static Check ok(String id, String seen) {
        return new Check(id, Outcome.OK, seen, "", "");
    }

    public static Check skipped(String id, String why) {
        return new Check(id, Outcome.SKIPPED, why, "", "");
    }

    public static Check warning(String id, String seen, String wrong, String mend) {
        return new Check(id, Outcome.WARNING, seen, wrong, mend);
    }

    public static Check fault(String id, String seen, String wrong, String mend) {
        return new Check(id, Outcome.FAULT, seen, wrong, mend);
    }

    /** Whether requests fail by it. */
    public boolean isFault() {
        return outcome == Outcome.FAULT;
    }

    /** A fault that the gateway itself does not have: what is wrong is only between this machine and the member. */
    public Check fromHereOnly() {
        return isFault()
                ? warning(
                        id,
                        seen,
                        wrong + "; a request through the hub gets through, so this is so from here only",
                        mend)
                : this;
    }
}
