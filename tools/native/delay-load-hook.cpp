// Node-API's functions are in the program that loads the addon. The linker knows it as node.exe; VS Code's is Code.exe.
#include <windows.h>
#include <delayimp.h>
#include <string.h>

static FARPROC WINAPI useThisProgram(unsigned event, DelayLoadInfo* info) {
    if (event == dliNotePreLoadLibrary && _stricmp(info->szDll, "node.exe") == 0) {
        return reinterpret_cast<FARPROC>(GetModuleHandleW(nullptr));
    }
    return nullptr;
}

ExternC const PfnDliHook __pfnDliNotifyHook2 = useThisProgram;
