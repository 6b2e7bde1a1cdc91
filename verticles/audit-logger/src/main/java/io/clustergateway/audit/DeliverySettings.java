package io.clustergateway.audit;

import io.clustergateway.kernel.config.Settings;
import java.time.Duration;

/**
 * How events reach a backend.
 *
 * @param bufferSize events that wait at a time
 * @param maxSize events of one write
 * @param maxWait how long a write waits for more events
 * @param throttle writes a second; 0 is no limit
 * @param burst writes at once, above the throttle
 * @param maxEventBytes a larger event is lost; 0 is no limit
 * @param maxBatchBytes of the events of one write; 0 is no limit
 */
record DeliverySettings(
        Mode mode,
        int bufferSize,
        int maxSize,
        Duration maxWait,
        double throttle,
        int burst,
        int maxEventBytes,
        int maxBatchBytes) {
    private static final int MOST = 1_000_000;
    private static final int LARGEST = 1 << 30;
    private static final int BUFFER = 10_000;

    /** Of a file; defaults as kube-apiserver's. */
    static DeliverySettings ofLog(Settings log) {
        return read(log, new DeliverySettings(Mode.BLOCKING, BUFFER, 1, Duration.ZERO, 0, 0, 0, 0), false);
    }

    /** Of a webhook; defaults as kube-apiserver's. */
    static DeliverySettings ofWebhook(Settings webhook) {
        return read(webhook, new DeliverySettings(Mode.BATCH, BUFFER, 400, Duration.ofSeconds(30), 10, 15, 0, 0), true);
    }

    private static DeliverySettings read(Settings settings, DeliverySettings absent, boolean throttled) {
        boolean throttle = settings.bool("batchThrottleEnable", throttled);
        double qps = rate(settings, absent.throttle);
        int burst = settings.integer("batchThrottleBurst", absent.burst, 0, MOST);
        if (throttle && (qps == 0 || burst == 0)) {
            settings.fault(
                    qps == 0 ? "batchThrottleQps" : "batchThrottleBurst", 0, "more than 0 while throttling is enabled");
        }
        boolean truncate = settings.bool("truncateEnabled", false);
        int largestBatch = settings.integer("truncateMaxBatchSize", 10 << 20, 1, LARGEST);
        int largestEvent = settings.integer("truncateMaxEventSize", 100 << 10, 1, LARGEST);
        if (largestEvent > largestBatch) {
            settings.fault("truncateMaxEventSize", largestEvent, "no more than the largest batch, " + largestBatch);
        }
        return new DeliverySettings(
                mode(settings, absent.mode),
                settings.integer("batchBufferSize", absent.bufferSize, 1, MOST),
                settings.integer("batchMaxSize", absent.maxSize, 1, MOST),
                settings.duration("batchMaxWait", absent.maxWait),
                throttle ? qps : 0,
                burst,
                truncate ? largestEvent : 0,
                truncate ? largestBatch : 0);
    }

    private static Mode mode(Settings settings, Mode absent) {
        String text = settings.string("mode", absent.toString());
        return Mode.of(text).orElseGet(() -> {
            settings.fault("mode", text, "batch, blocking or blocking-strict");
            return absent;
        });
    }

    private static double rate(Settings settings, double absent) {
        String text = settings.string("batchThrottleQps", Double.toString(absent));
        try {
            double rate = Double.parseDouble(text);
            if (rate >= 0 && rate <= MOST) {
                return rate;
            }
        } catch (NumberFormatException noNumber) {
            // Told below, as every value that is none.
        }
        settings.fault("batchThrottleQps", text, "a number, 0-" + MOST);
        return absent;
    }
}
