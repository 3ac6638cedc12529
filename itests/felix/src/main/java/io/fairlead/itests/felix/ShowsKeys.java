// SPDX-License-Identifier: Apache-2.0
package io.fairlead.itests.felix;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The keys whose effect a test sees when they stand in a file; {@link DocumentedKeysTest} wants every key somewhere. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface ShowsKeys {
    /** Of this configuration. */
    String pid();

    String[] value();
}
