/**
 * Photos that users upload to a Spring Boot application are protected before the application sees them. Start at
 * {@link io.facecloak.spring.PhotoProtectionFilter}; docs/embedding.md shows how to use it.
 */
package io.facecloak.spring;
