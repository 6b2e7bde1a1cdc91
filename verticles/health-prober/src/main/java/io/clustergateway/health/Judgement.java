package io.clustergateway.health;

import io.clustergateway.kernel.contract.Health;

/** From single findings to a health that does not flap. */
final class Judgement {
    static final Health HEALTHY = new Health(Health.State.HEALTHY, "");

    private final int failures;
    private final int successes;
    private Health health;
    private int good;
    private int bad;
    private int alike;
    private String last = "";

    /**
     * Nothing heard yet.
     *
     * @param failures in a row that make a healthy member unhealthy
     * @param successes in a row that make an unhealthy one healthy
     * @param before what was known before, by another replica
     */
    Judgement(int failures, int successes, Health before) {
        this.failures = failures;
        this.successes = successes;
        this.health = before;
    }

    Health health() {
        return health;
    }

    /** Whether the last findings say otherwise than the health, and too few of them yet. */
    boolean isDoubted() {
        return health.state() == Health.State.HEALTHY ? bad > 0 : health.state() == Health.State.UNHEALTHY && good > 0;
    }

    /** Takes a finding in; whether the health is another now. */
    boolean hear(Finding finding) {
        return finding.isGood() ? good() : bad(finding.fault());
    }

    private boolean good() {
        bad = 0;
        alike = 0;
        good++;
        int needed = health.state() == Health.State.UNHEALTHY ? successes : 1;
        return good >= needed && become(HEALTHY);
    }

    private boolean bad(String fault) {
        good = 0;
        bad++;
        alike = fault.equals(last) && alike > 0 ? alike + 1 : 1;
        last = fault;
        boolean enough = health.state() == Health.State.UNHEALTHY ? alike >= failures : bad >= failures;
        return enough && become(new Health(Health.State.UNHEALTHY, fault));
    }

    private boolean become(Health next) {
        boolean isOther = !next.equals(health);
        health = next;
        return isOther;
    }
}
