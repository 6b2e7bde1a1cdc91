package io.clustergateway.forwarder;

import io.vertx.core.MultiMap;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The id that joins the audit logs of hub, gateway and member. */
final class AuditId {
    static final String HEADER = "audit-id";
    private static final int LONGEST = 64;

    private AuditId() {}

    /** The client's, when it is fit for logs; a new one otherwise. */
    static String of(MultiMap headers) {
        String given = headers.get(HEADER);
        return given != null && isFit(given) ? given : fresh();
    }

    private static boolean isFit(String id) {
        return !id.isEmpty() && id.length() <= LONGEST && id.chars().allMatch(AuditId::isFit);
    }

    private static boolean isFit(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-_.:".indexOf(c) >= 0;
    }

    /** A version 4 UUID; an id to look things up by needs no secure randomness. */
    private static String fresh() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = random.nextLong() & ~0xf000L | 0x4000L;
        long low = random.nextLong() & 0x3fffffffffffffffL | 0x8000000000000000L;
        return new UUID(high, low).toString();
    }
}
