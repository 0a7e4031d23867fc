package dev.jaycache.config;

/** How operations reach the store. */
public enum PlannerMode {
  /** One trip wherever the expiry policy allows it. */
  AUTO,
  /** Always read, decide, write by compare-and-set. */
  ALWAYS_CAS
}
