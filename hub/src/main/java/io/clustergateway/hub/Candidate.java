package io.clustergateway.hub;

/** What a {@link LeaseElector} tells the one it stands for, on the context it was started on. */
public interface Candidate {
    /** It leads from now on, until {@link #dismissed}. */
    void elected();

    /** It leads no more; another may lead already a lease later, never before. */
    void dismissed();

    /**
     * The hub refuses to let it stand at all, so that it will not be elected: told once, until {@link #admitted}.
     *
     * @param mend what to grant
     */
    void barred(MissingRule mend);

    /** The hub lets it stand: once at first, and once after each {@link #barred}. */
    void admitted();
}
