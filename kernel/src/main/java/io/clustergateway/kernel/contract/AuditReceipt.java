package io.clustergateway.kernel.contract;

/**
 * What became of a batch. In mode {@code batch} it only says that the events were taken over.
 *
 * @param stored false when a backend in mode {@code blocking-strict} lost one of the events
 */
public record AuditReceipt(boolean stored) {}
