package io.clustergateway.testkit.certificates;

/** What is wrong with a certificate issued on purpose to be refused. */
public enum Flaw {
    /** Its time ended an hour ago. */
    EXPIRED,
    /** Its time begins in an hour. */
    NOT_YET_VALID,
    /** Its extended key usage allows code signing and nothing else. */
    WRONG_USAGE
}
