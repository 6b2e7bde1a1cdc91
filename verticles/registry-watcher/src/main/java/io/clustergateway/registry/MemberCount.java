package io.clustergateway.registry;

import io.clustergateway.registry.MemberState.Condition;
import java.util.EnumMap;
import java.util.Map;

/** Members counted by differences: counting all of them would make each one cost what all cost together. */
final class MemberCount {
    /** What a double holds exactly. */
    private static final long EXACT = (1L << 52) - 1;

    private final Map<Condition, Long> members = new EnumMap<>(Condition.class);
    private long unverified;
    private long hash;

    void with(MemberState state) {
        change(state, 1);
    }

    void without(MemberState state) {
        change(state, -1);
    }

    long of(Condition condition) {
        return members.getOrDefault(condition, 0L);
    }

    long all() {
        return members.values().stream().mapToLong(Long::longValue).sum();
    }

    long unverified() {
        return unverified;
    }

    /** Of all members' configuration, whatever the order in which they came. */
    long hash() {
        return hash & EXACT;
    }

    private void change(MemberState state, long by) {
        members.merge(state.condition(), by, Long::sum);
        unverified += state.unverified() ? by : 0;
        hash += by * spread(state.hash());
    }

    /** SplitMix64's last step: sums of plain hash codes would stay equal when two members swap what they have. */
    private static long spread(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
