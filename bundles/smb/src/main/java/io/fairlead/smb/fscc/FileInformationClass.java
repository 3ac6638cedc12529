// SPDX-License-Identifier: Apache-2.0
package io.fairlead.smb.fscc;

/** Codes of FILE_INFORMATION_CLASS, [MS-FSCC] 2.4. */
public final class FileInformationClass {
    public static final int DIRECTORY = 1;
    public static final int FULL_DIRECTORY = 2;
    public static final int BOTH_DIRECTORY = 3;
    public static final int BASIC = 4;
    public static final int STANDARD = 5;
    public static final int INTERNAL = 6;
    public static final int EA = 7;
    public static final int ACCESS = 8;
    public static final int NAME = 9;
    public static final int RENAME = 10;
    public static final int LINK = 11;
    public static final int NAMES = 12;
    public static final int DISPOSITION = 13;
    public static final int POSITION = 14;
    public static final int FULL_EA = 15;
    public static final int MODE = 16;
    public static final int ALIGNMENT = 17;
    public static final int ALL = 18;
    public static final int ALLOCATION = 19;
    public static final int END_OF_FILE = 20;
    public static final int ALTERNATE_NAME = 21;
    public static final int STREAM = 22;
    public static final int PIPE = 23;
    public static final int COMPRESSION = 28;
    public static final int NETWORK_OPEN = 34;
    public static final int ATTRIBUTE_TAG = 35;
    public static final int ID_BOTH_DIRECTORY = 37;
    public static final int ID_FULL_DIRECTORY = 38;
    public static final int VALID_DATA_LENGTH = 39;
    public static final int NORMALIZED_NAME = 48;
    public static final int ID = 59;
    public static final int ID_EXTD_DIRECTORY = 60;
    public static final int ID_EXTD_BOTH_DIRECTORY = 63;
    public static final int DISPOSITION_EX = 64;
    public static final int RENAME_EX = 65;

    private FileInformationClass() {}
}
