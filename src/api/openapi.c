#include "api/openapi.h"

/* PITBOSS_OPENAPI: where the file is when the program is built. */
__asm__(".section .rodata\n"
	".global pitboss_openapi_start\n"
	".global pitboss_openapi_end\n"
	".balign 16\n"
	"pitboss_openapi_start:\n"
	".incbin \"" PITBOSS_OPENAPI "\"\n"
	"pitboss_openapi_end:\n"
	".byte 0\n"
	".previous\n");

extern const char pitboss_openapi_start[], pitboss_openapi_end[];

struct str openapi_text(void)
{
	return str_mem(pitboss_openapi_start, (size_t)(pitboss_openapi_end - pitboss_openapi_start));
}
