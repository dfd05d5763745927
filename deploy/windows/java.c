/* Stands for java.exe where the scripts for Windows are checked: notes how it was called, in UTF-8, and ends as it is told. */
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>
#include <windows.h>

int wmain(int count, wchar_t **words) {
    const wchar_t *newest = _wgetenv(L"STUB_NOTHING_IS_NEWER");
    const wchar_t *result = _wgetenv(L"STUB_RESULT");
    if (count > 1 && wcscmp(words[1], L"--version") == 0) {
        const char *version = getenv("STUB_VERSION");
        printf("openjdk %s 2025-04-15\n", version == NULL ? "17.0.15" : version);
        printf("OpenJDK Runtime Environment (build 17.0.15+6)\n");
        return 0;
    }
    if (count > 1 && wcscmp(words[1], L"-version") == 0) {
        return 0;
    }
    for (int i = 1; i < count; i++) {
        if (wcscmp(words[i], L"dev.loopline.cli.BuildCheck") == 0) {
            return newest == NULL ? 1 : 0;
        }
    }
    FILE *calls = _wfopen(_wgetenv(L"STUB_CALLS"), L"ab");
    fprintf(calls, "java");
    for (int i = 1; i < count; i++) {
        char text[4096];
        WideCharToMultiByte(CP_UTF8, 0, words[i], -1, text, sizeof text, NULL, NULL);
        fprintf(calls, " [%s]", text);
    }
    fprintf(calls, "\n");
    fclose(calls);
    return result == NULL ? 0 : _wtoi(result);
}
