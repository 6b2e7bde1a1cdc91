package io.clustergateway.registry;

import io.clustergateway.kernel.ops.Condition;
import io.clustergateway.kernel.ops.Readiness;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether members are known. Not ready until they are for the first time; from then on a source that is out of reach is
 * a warning, because the last known members go on being served.
 */
final class SourceConditions {
    private static final String WARNING = "member-source";
    private static final String FILE = "clusters-from/";
    private static final Logger log = LoggerFactory.getLogger(SourceConditions.class);

    private final Condition condition;
    private final Readiness readiness;
    private final SourceMetrics metrics;
    private boolean synced;

    SourceConditions(Condition condition, Readiness readiness, SourceMetrics metrics) {
        this.condition = condition;
        this.readiness = readiness;
        this.metrics = metrics;
    }

    void waiting(String forWhat) {
        condition.notReady(forWhat);
    }

    void synced() {
        synced = true;
        metrics.up(true);
        metrics.heard();
        condition.ready();
    }

    /** The source told something. */
    void heard() {
        metrics.heard();
    }

    void lost(String reason) {
        metrics.up(false);
        if (synced) {
            readiness.warn(WARNING, reason);
        } else {
            condition.notReady(reason);
        }
        log.warn("members cannot be read reason={}", reason);
    }

    /** Shows what is wrong in which file, and takes back what is mended. */
    void faults(SortedMap<String, String> byFile) {
        for (String warning : readiness.warnings().keySet()) {
            if (warning.startsWith(FILE) && !byFile.containsKey(warning.substring(FILE.length()))) {
                readiness.clear(warning);
                log.info("manifest is in order again file={}", warning.substring(FILE.length()));
            }
        }
        byFile.forEach((file, fault) -> {
            if (!fault.equals(readiness.warnings().get(FILE + file))) {
                readiness.warn(FILE + file, fault);
                log.warn("manifest cannot be read, its last good members stay fault={}", fault);
            }
        });
    }

    void found() {
        metrics.up(true);
        metrics.heard();
        if (readiness.warnings().containsKey(WARNING)) {
            readiness.clear(WARNING);
            log.info("members can be read again");
        }
    }
}
