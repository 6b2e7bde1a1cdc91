package io.clustergateway.dist.doctor;

/**
 * One thing looked at. No text holds a credential.
 *
 * @param id stable, for programs
 * @param seen in one line
 * @param wrong in one line; empty when nothing is
 * @param mend a shell command, or words where there is none; may have several lines
 */
record Check(String id, Outcome outcome, String seen, String wrong, String mend) {
    static Check ok(String id, String seen) {
        return new Check(id, Outcome.OK, seen, "", "");
    }

    static Check skipped(String id, String why) {
        return new Check(id, Outcome.SKIPPED, why, "", "");
    }

    static Check warning(String id, String seen, String wrong, String mend) {
        return new Check(id, Outcome.WARNING, seen, wrong, mend);
    }

    static Check fault(String id, String seen, String wrong, String mend) {
        return new Check(id, Outcome.FAULT, seen, wrong, mend);
    }

    boolean isFault() {
        return outcome == Outcome.FAULT;
    }

    /** A fault that the gateway itself does not have: what is wrong is only between this machine and the member. */
    Check fromHereOnly() {
        return isFault()
                ? warning(
                        id,
                        seen,
                        wrong + "; a request through the hub gets through, so this is so from here only",
                        mend)
                : this;
    }
}
