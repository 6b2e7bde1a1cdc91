package io.clustergateway.status;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;

/** What the metrics say about one member since the start of the process; the sum over their other labels. */
final class MemberCounts {
    private static final int SERVER_ERROR = 500;

    private long requests;
    private long errors;
    private long[] buckets = {};
    private int streams;
    private int circuit;

    long requests() {
        return requests;
    }

    void answered(String code, long count) {
        requests += count;
        if (Integer.parseInt(code) >= SERVER_ERROR) {
            errors += count;
        }
    }

    void took(ClassicHistogramBuckets more) {
        buckets = sum(buckets, more);
    }

    void streams(int open) {
        streams = open;
    }

    void circuit(int state) {
        circuit = state;
    }

    JsonObject json() {
        return new JsonObject()
                .put("requests", requests)
                .put("errors", errors)
                .put("streams", streams)
                .put("circuit", circuit == 0 ? "closed" : circuit == 1 ? "open" : "trial")
                .put("buckets", json(buckets));
    }

    /** Counts of each bucket alone, not of all below it. */
    static long[] sum(long[] counts, ClassicHistogramBuckets more) {
        long[] sum = new long[more.size()];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = more.getCount(i) + (i < counts.length ? counts[i] : 0);
        }
        return sum;
    }

    static JsonArray json(long[] counts) {
        JsonArray array = new JsonArray();
        for (long count : counts) {
            array.add(count);
        }
        return array;
    }
}
